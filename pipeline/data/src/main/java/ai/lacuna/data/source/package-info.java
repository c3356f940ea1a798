/**
 * Where images come from.
 *
 * <p>Start here: {@link ai.lacuna.data.source.SourcePlugin}, what a plugin implements, and {@link
 * ai.lacuna.data.source.Sources}, which finds them. What several of them need: {@link
 * ai.lacuna.data.source.ImageFiles}, {@link ai.lacuna.data.source.ClassList}, {@link
 * ai.lacuna.data.source.ContentDigest}.
 */
@NullMarked
package ai.lacuna.data.source;

import org.jspecify.annotations.NullMarked;
