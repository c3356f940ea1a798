package ai.lacuna.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  // numpy.linspace(0.04, 0.07, 4) and then 0.07, as the reference's table of epochs has it.
  @Test
  void epochStepsReachTheEndInTheirLastEpochAndStay() {
    Schedule schedule = new Schedule.EpochSteps(0.04, 0.07, 4);
    double[] values =
        LongStream.range(0, 12).mapToDouble(u -> schedule.at(new Moment(u, 2, 6))).toArray();
    assertThat(values)
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.04, 0.04, 0.05, 0.05, 0.06, 0.06, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07);
  }
}
