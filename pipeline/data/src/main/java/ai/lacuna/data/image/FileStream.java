package ai.lacuna.data.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * The bytes of a file for a reader. Some readers take the end of a damaged file for an endless run
 * of zeros and never come back: after {@value #PATIENCE} reads beyond the end they are stopped.
 */
final class FileStream extends ImageInputStreamImpl {

  private static final int PATIENCE = 4096;

  private final byte[] file;
  private int beyondEnd;

  FileStream(byte[] file) {
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    setBitOffset(0);
    if (atEnd()) {
      return -1;
    }
    return file[(int) streamPos++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    checkClosed();
    setBitOffset(0);
    if (length == 0) {
      return 0;
    }
    if (atEnd()) {
      return -1;
    }
    int count = (int) Math.min(length, file.length - streamPos);
    System.arraycopy(file, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  // Unchecked, because readers catch an end of the file as if nothing were wrong.
  private boolean atEnd() {
    if (streamPos < file.length) {
      return false;
    }
    if (++beyondEnd > PATIENCE) {
      throw new IllegalStateException("is cut short");
    }
    return true;
  }

  @Override
  public long length() {
    return file.length;
  }
}
