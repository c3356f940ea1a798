package ai.lacuna.files;

import ai.lacuna.api.config.Config;
import ai.lacuna.api.config.TypeName;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives config records that are one of several the property {@code type}, as recipes do. */
final class TypeNames extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "type", null, false, null);

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass annotated, JavaType type) {
    return isOneOfSeveral(annotated.getRawType())
        ? new StdTypeResolverBuilder().init(BY_NAME, null)
        : super.findTypeResolver(config, annotated, type);
  }

  private static boolean isOneOfSeveral(Class<?> type) {
    boolean family = type.isSealed() && Config.class.isAssignableFrom(type);
    return family || type.isAnnotationPresent(TypeName.class);
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass annotated) {
    TypeName name = annotated.getRawType().getAnnotation(TypeName.class);
    return name == null ? super.findTypeName(annotated) : name.value();
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    Class<?> type = annotated.getRawType();
    boolean family = type.isSealed() && Config.class.isAssignableFrom(type);
    return family
        ? Arrays.stream(type.getPermittedSubclasses()).map(NamedType::new).toList()
        : super.findSubtypes(annotated);
  }
}
