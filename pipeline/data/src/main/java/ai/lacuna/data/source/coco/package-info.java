/**
 * Objects with boxes and masks, as COCO lays them out.
 *
 * <p>Start here: {@link ai.lacuna.data.source.coco.CocoPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.coco;

import org.jspecify.annotations.NullMarked;
