package ai.lacuna.data;

/**
 * One image of a data set, as stored.
 *
 * @param row its row number
 * @param path where it came from, relative to the source
 * @param bytes the image file
 * @param label index of its class, or -1
 */
@SuppressWarnings("ArrayRecordComponent") // the file is handed on as it is, never compared
public record Sample(long row, String path, byte[] bytes, int label) {}
