package ai.lacuna.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.lacuna.model.Arithmetic.Attention;
import ai.lacuna.model.Arithmetic.Products;
import org.junit.jupiter.api.Test;

class ArithmeticTest {

  private static Arithmetic chosen(Device device, String processor, Precision precision, int n) {
    return Arithmetic.choose(device, processor, precision, n);
  }

  @Test
  void float32AvoidsAnotherMakersLibrary() {
    assertThat(chosen(Device.cpu(), "AuthenticAMD", Precision.FLOAT32, 65))
        .isEqualTo(new Arithmetic(Precision.FLOAT32, Attention.PLAIN, Products.CONVOLUTION));
    assertThat(chosen(Device.cpu(), "GenuineIntel", Precision.FLOAT32, 197))
        .isEqualTo(new Arithmetic(Precision.FLOAT32, Attention.FUSED, Products.LINEAR));
  }

  @Test
  void bfloat16IsPlainOnProcessorsAndFusedOnGraphicsCards() {
    assertThat(chosen(Device.cpu(), "AuthenticAMD", Precision.BFLOAT16, 197).attention())
        .isEqualTo(Attention.PLAIN);
    assertThat(chosen(Device.gpu(), "AuthenticAMD", Precision.BFLOAT16, 65))
        .isEqualTo(new Arithmetic(Precision.BFLOAT16, Attention.FUSED, Products.LINEAR));
  }
}
