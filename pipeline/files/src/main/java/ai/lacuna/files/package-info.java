/**
 * File formats and safe files, in pure Java.
 *
 * <p>Start here: {@link ai.lacuna.files.AtomicFiles}. Then {@link ai.lacuna.files.SafetensorsFile}
 * and {@link ai.lacuna.files.SafetensorsWriter} for tensors, {@link ai.lacuna.files.FileDigests}
 * for content digests, {@link ai.lacuna.files.Json} for everything else.
 */
@NullMarked
package ai.lacuna.files;

import org.jspecify.annotations.NullMarked;
