/**
 * Runs of one recipe with several seeds, as one row.
 *
 * <p>Start here: {@link ai.lacuna.evaluation.seeds.OverSeeds}, which groups {@link
 * ai.lacuna.evaluation.seeds.SeedRun}s. A {@link ai.lacuna.evaluation.seeds.SeedGroup} has a {@link
 * ai.lacuna.evaluation.seeds.SeedScore} for each protocol and metric.
 */
@NullMarked
package ai.lacuna.evaluation.seeds;

import org.jspecify.annotations.NullMarked;
