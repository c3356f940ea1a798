/**
 * Objects in boxes, as PASCAL VOC lays them out.
 *
 * <p>Start here: {@link ai.lacuna.data.source.voc.VocPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.voc;

import org.jspecify.annotations.NullMarked;
