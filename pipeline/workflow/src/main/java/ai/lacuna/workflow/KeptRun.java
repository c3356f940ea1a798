package ai.lacuna.workflow;

import java.nio.file.Path;

/**
 * A finished run and the folder that keeps it.
 *
 * @param run what was done
 * @param folder where {@code run.json} and its report lie; what its stages made lies in the store,
 *     and may be gone from there
 */
public record KeptRun(FinishedRun run, Path folder) {}
