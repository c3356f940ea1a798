/**
 * Artifacts and where they are kept.
 *
 * <p>Start here: {@link ai.lacuna.workflow.store.ArtifactStore}. It keeps {@link
 * ai.lacuna.workflow.store.Artifact}s, each with a {@link ai.lacuna.workflow.store.Manifest}, and
 * makes them in a {@link ai.lacuna.workflow.store.WorkFolder} under a {@link
 * ai.lacuna.workflow.store.Lease}.
 */
@NullMarked
package ai.lacuna.workflow.store;

import org.jspecify.annotations.NullMarked;
