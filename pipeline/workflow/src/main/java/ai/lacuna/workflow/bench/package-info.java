/**
 * The commands below {@code lacuna bench}: throughput of the production paths.
 *
 * <p>Start here: {@link ai.lacuna.workflow.bench.BenchPlugin}.
 */
@NullMarked
package ai.lacuna.workflow.bench;

import org.jspecify.annotations.NullMarked;
