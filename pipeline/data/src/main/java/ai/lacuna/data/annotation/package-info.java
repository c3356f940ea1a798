/**
 * What is known about an image beside its class: objects with boxes and masks, and a class for each
 * pixel.
 *
 * <p>Start here: {@link ai.lacuna.data.annotation.Annotations}. Then {@link
 * ai.lacuna.data.annotation.Instance}, one object, and {@link ai.lacuna.data.annotation.RleMask},
 * its mask; {@link ai.lacuna.data.annotation.IndexMask} reads and writes masks of classes.
 */
@NullMarked
package ai.lacuna.data.annotation;

import org.jspecify.annotations.NullMarked;
