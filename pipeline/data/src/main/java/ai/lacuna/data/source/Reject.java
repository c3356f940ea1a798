package ai.lacuna.data.source;

/**
 * An image that was refused.
 *
 * @param path where it was, relative to the source
 * @param reason the kind of refusal, as it is counted, such as {@code broken}
 * @param detail what exactly was wrong
 */
public record Reject(String path, String reason, String detail) {}
