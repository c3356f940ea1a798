package ai.lacuna.api.stability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long a type stays as it is. The tag of a package holds for its types, unless one has a tag of
 * its own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PACKAGE, ElementType.TYPE})
public @interface Stability {

  /** The promise. */
  Level value();

  /** What is promised. */
  enum Level {
    /** Changes incompatibly only together with {@link Contract#VERSION}. */
    STABLE,
    /** May change in any version; jars that use it may have to be built again. */
    EVOLVING
  }
}
