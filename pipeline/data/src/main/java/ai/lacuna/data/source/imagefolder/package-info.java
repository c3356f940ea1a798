/**
 * Images in folders, one folder for each class.
 *
 * <p>Start here: {@link ai.lacuna.data.source.imagefolder.ImageFolderPlugin}.
 */
@NullMarked
package ai.lacuna.data.source.imagefolder;

import org.jspecify.annotations.NullMarked;
