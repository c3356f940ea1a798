package ai.lacuna.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What recipes call a config record that is one of several: the value of the key {@code type}. The
 * others are the records of the same sealed interface, see {@link Config}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TypeName {
  /** The name, such as {@code swin}. */
  String value();
}
