/**
 * Pixels: decoding, encoding and resizing with the results of the reference loaders.
 *
 * <p>Start here: {@link ai.lacuna.data.image.ImageDecoder}. Then {@link
 * ai.lacuna.data.image.Image}, {@link ai.lacuna.data.image.Resampler}, {@link
 * ai.lacuna.data.image.ImageEncoder}, {@link ai.lacuna.data.image.Display} and {@link
 * ai.lacuna.data.image.UndecodableImage}.
 */
@NullMarked
package ai.lacuna.data.image;

import org.jspecify.annotations.NullMarked;
