package ai.lacuna.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.lacuna.api.random.Streams;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {

  @ParameterizedTest
  @CsvSource({"1,8", "7,8", "64,8", "65,8", "1000,8", "1000,64", "1003,64", "1003,2000"})
  void isAPermutationHoweverItIsAskedFor(int rows, int windowRows) {
    for (long epoch = 0; epoch < 4; epoch++) {
      Order order = new Order(new Streams(epoch), rows, rows * 10L, windowRows * 10L);
      long[] whole = order.rows(epoch, 0, rows);
      assertThat(Arrays.stream(whole).sorted().toArray())
          .isEqualTo(LongStream.range(0, rows).toArray());
      for (int position = rows - 1; position >= 0; position -= 13) {
        int count = Math.min(5, rows - position);
        assertThat(order.rows(epoch, position, count))
            .isEqualTo(Arrays.copyOfRange(whole, position, position + count));
      }
    }
  }

  @Test
  void aWindowHoldsNoMoreRowsThanItMay() {
    Order order = new Order(new Streams(1), 1003, 10030, 640);
    for (int window = 0; window < order.windows(); window++) {
      long end = window + 1 < order.windows() ? order.start(0, window + 1) : 1003;
      assertThat(end - order.start(0, window)).isBetween(1L, 64L);
      assertThat(order.window(0, order.start(0, window))).isEqualTo(window);
      assertThat(order.window(0, end - 1)).isEqualTo(window);
    }
  }
}
