package ai.lacuna.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  @Test
  void aRampIsAStraightLineAndThenConstant() {
    Schedule schedule = new Schedule.Ramp(0.9, 0.98, 4);
    double[] values =
        LongStream.range(0, 6).mapToDouble(u -> schedule.at(new Moment(u, 2, 6))).toArray();
    assertThat(values)
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.9, 0.92, 0.94, 0.96, 0.98, 0.98);
    assertThat(new Schedule.Ramp(0, 1, 0).at(new Moment(0, 2, 6))).isEqualTo(1);
  }

  // SimMIM's schedule of 6 epochs: 2 of warm-up from 0.5, milestones after 3 and 5.
  @Test
  void milestonesMultiplyThePeak() {
    Schedule schedule =
        new RateCurve.Milestones(0.5, List.of(3, 5), 0.1).schedule(1.5, 0, 2); // no end
    double[] values =
        LongStream.range(0, 12).mapToDouble(u -> schedule.at(new Moment(u, 2, 6))).toArray();
    assertThat(values)
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.5, 0.75, 1, 1.25, 1.5, 1.5, 0.15, 0.15, 0.15, 0.15, 0.015, 0.015);
  }

  @Test
  void aConstantRateStaysAtItsPeak() {
    Schedule schedule = new RateCurve.Constant().schedule(0.3, 0.1, 1);
    double[] values =
        LongStream.range(0, 6).mapToDouble(u -> schedule.at(new Moment(u, 2, 3))).toArray();
    assertThat(values).containsExactly(0, 0.15, 0.3, 0.3, 0.3, 0.3);
  }
}
