package ai.lacuna.api.stability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which changes of a type are noticed: two made-up versions of it each. */
class PublicApiChangesTest {

  @TempDir Path folder;

  public static class Plain {
    public int field;

    public void method() {}
  }

  public static final class Final {
    public int field;

    public void method() {}
  }

  @Test
  void aTypeThatBecomesFinal() {
    assertThat(changes(Plain.class, Final.class))
        .containsExactly("gone: T | may be extended", "gone: T | super constructor ()");
    assertThat(changes(Final.class, Plain.class)).isEmpty();
  }

  public abstract static class Abstract {
    public int field;

    public void method() {}
  }

  @Test
  void aTypeThatBecomesAbstract() {
    assertThat(changes(Plain.class, Abstract.class)).containsExactly("gone: T | constructor ()");
    assertThat(changes(Abstract.class, Plain.class)).isEmpty();
  }

  public static class Demanding extends Abstract {
    @Override
    public final void method() {}
  }

  public abstract static class More extends Abstract {
    @Override
    public void method() {}

    protected abstract void more();
  }

  @Test
  void aMethodThatBecomesFinalOrHasToBeImplemented() {
    assertThat(changes(More.class, Demanding.class))
        .containsExactly(
            "gone: T | method void method()", "gone: T | protected abstract method void more()");
    assertThat(changes(Demanding.class, More.class))
        .containsExactly(
            "gone: T | constructor ()",
            "must be implemented: T | protected abstract method void more()");
  }

  public static class Reserved {
    protected int field;

    protected void method() {}
  }

  @Test
  void aMemberThatBecomesProtected() {
    assertThat(changes(Plain.class, Reserved.class))
        .containsExactly("gone: T | field int field", "gone: T | method void method()");
    assertThat(changes(Reserved.class, Plain.class)).isEmpty();
  }

  public static class Fixed {
    public final int field = 1;

    public void method() {}
  }

  @Test
  void aFieldThatBecomesFinal() {
    assertThat(changes(Plain.class, Fixed.class)).containsExactly("gone: T | field int field");
    assertThat(changes(Fixed.class, Plain.class)).isEmpty();
  }

  public interface Open {}

  public sealed interface Sealed {}

  record Only() implements Sealed {}

  public interface Closing extends AutoCloseable {}

  @Test
  void anInterfaceThatBecomesSealed() {
    assertThat(changes(Open.class, Sealed.class)).containsExactly("gone: T | may be extended");
    assertThat(changes(Sealed.class, Open.class)).isEmpty();
  }

  @Test
  void aSupertypeThatIsGoneOrAsksForMore() {
    assertThat(changes(Closing.class, Open.class))
        .containsExactly(
            "gone: T | abstract method void close()", "gone: T | is java.lang.AutoCloseable");
    assertThat(changes(Open.class, Closing.class))
        .containsExactly("must be implemented: T | abstract method void close()");
  }

  public interface OfNumbers<A extends Number> {
    <B extends A> B one(B other);
  }

  public interface OfComparableNumbers<A extends Number & Comparable<A>> {
    <B> B one(B other);
  }

  @Test
  void aBoundOfATypeVariable() {
    assertThat(changes(OfNumbers.class, OfComparableNumbers.class))
        .containsExactly(
            "gone: T | abstract method <B extends A> B one(B)",
            "gone: T | type interface<A extends java.lang.Number>",
            "must be implemented: T | abstract method <B> B one(B)");
  }

  public @interface Mark {
    int one() default 1;
  }

  public @interface LongMark {
    int one();

    int two() default 2;
  }

  @Test
  void anElementOfAnAnnotationThatHasToBeGiven() {
    assertThat(changes(Mark.class, LongMark.class))
        .containsExactly(
            "gone: T | method int one()", "must be implemented: T | abstract method int one()");
    assertThat(changes(LongMark.class, Mark.class)).containsExactly("gone: T | method int two()");
  }

  @Test
  void whatIsNoticedIsSaid() throws IOException {
    Path baseline = Files.write(folder.resolve("api.txt"), List.of("T | type class"));
    PublicApi none = new PublicApi(List.of());
    assertThatThrownBy(() -> none.assertKeeps(baseline, "Or accept it."))
        .hasMessageContaining("gone: T | type class")
        .hasMessageContaining("Or accept it.");
  }

  // Whatever is called here, it is T.
  private static List<String> changes(Class<?> before, Class<?> after) {
    return PublicApi.incompatible(lines(before), lines(after));
  }

  private static List<String> lines(Class<?> type) {
    return new PublicApi(List.of(type))
        .lines().stream().map(line -> line.replace(type.getName(), "T")).toList();
  }
}
