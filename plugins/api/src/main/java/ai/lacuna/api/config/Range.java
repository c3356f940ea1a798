package ai.lacuna.api.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The allowed values of a numeric setting in interval notation: {@code "(0, 1)"}, {@code "[1, )"},
 * {@code "[0, 1]"}. A missing bound means unbounded. For a list, every element must lie in it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  String value();
}
