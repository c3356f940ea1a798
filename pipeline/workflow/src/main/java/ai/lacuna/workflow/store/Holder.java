package ai.lacuna.workflow.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Who holds a lease.
 *
 * @param host the machine
 * @param pid the process
 * @param started when the process started, so that a reused pid is told apart; empty if not known
 */
public record Holder(String host, long pid, String started) {

  private static final String UNREADABLE = "?";

  static Holder self() {
    return new Holder(hostName(), ProcessHandle.current().pid(), startOf(ProcessHandle.current()));
  }

  /** The mark of a released lease. */
  static Holder nobody() {
    return new Holder("", 0, "");
  }

  /** Somebody who was killed while writing, or is just writing; only silence tells. */
  static Holder unreadable() {
    return new Holder(UNREADABLE, 0, "");
  }

  boolean released() {
    return host.isEmpty();
  }

  boolean isKnownDead() {
    return isHere() && !runs();
  }

  boolean isKnownAlive() {
    return isHere() && runs();
  }

  private boolean isHere() {
    return host.equals(hostName());
  }

  private boolean runs() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent()
        && process.get().isAlive()
        && (started.isEmpty() || started.equals(startOf(process.get())));
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Object::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host;
  }
}
