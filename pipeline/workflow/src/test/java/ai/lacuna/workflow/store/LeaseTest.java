package ai.lacuna.workflow.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.lacuna.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {

  @TempDir private Path folder;

  private Lease take() throws IOException {
    return ((Lease.Taken) Lease.tryTake(folder)).lease();
  }

  private void leave(Holder holder, Instant renewed) throws IOException {
    Path file = Fence.file(folder, 1);
    Files.writeString(file, Json.line(holder));
    Files.setLastModifiedTime(file, FileTime.from(renewed));
  }

  @Test
  void onlyOneHoldsIt() throws Exception {
    try (Lease lease = take()) {
      lease.require();
      assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Held.class);
    }
    take().close();
  }

  @Test
  void aDeadProcessLosesItAtOnce() throws Exception {
    Process process = new ProcessBuilder("true").start();
    long pid = process.pid();
    process.waitFor();
    leave(new Holder(Holder.self().host(), pid, ""), Instant.now());

    assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Taken.class);
  }

  @Test
  void aReusedProcessNumberIsToldApart() throws Exception {
    leave(
        new Holder(Holder.self().host(), ProcessHandle.current().pid(), "2001-01-01T00:00:00Z"),
        Instant.now());

    assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Taken.class);
  }

  @Test
  void aLivingProcessKeepsItHoweverSilent() throws Exception {
    leave(Holder.self(), Instant.EPOCH);

    assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Held.class);
  }

  @Test
  void anotherHostLosesItBySilence() throws Exception {
    Holder away = new Holder("far-away", 1, "");
    leave(away, Instant.now());
    assertThat(Lease.tryTake(folder)).isEqualTo(new Lease.Held(away));

    leave(away, Instant.now().minus(Lease.SILENCE).minusSeconds(1));
    assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Taken.class);
  }

  @Test
  void whoWasTakenOverIsToldSo() throws Exception {
    Lease old = take();
    Fence.tryTake(folder, 2, Json.line(Holder.self()));

    assertThatThrownBy(old::require).isInstanceOf(LostLeaseException.class);
    old.close();
    assertThat(Lease.tryTake(folder)).isInstanceOf(Lease.Held.class);
  }

  @Test
  void theNewestFenceWins() throws Exception {
    Fence first = Fence.next(folder);
    first.require();
    Fence second = Fence.next(folder);

    second.require();
    assertThat(second.number()).isGreaterThan(first.number());
    assertThatThrownBy(first::require).isInstanceOf(LostLeaseException.class);
    Folders.delete(folder);
    assertThatThrownBy(second::require).isInstanceOf(LostLeaseException.class);
    Fence afresh = Fence.next(folder);
    afresh.require();
    assertThat(afresh.number()).isEqualTo(first.number());
    assertThatThrownBy(first::require).isInstanceOf(LostLeaseException.class);
  }
}
