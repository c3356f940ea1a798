package ai.lacuna.data.image;

import static ai.lacuna.data.image.HandMadeFiles.ascii;
import static ai.lacuna.data.image.HandMadeFiles.exif;
import static ai.lacuna.data.image.HandMadeFiles.inJpeg;
import static ai.lacuna.data.image.HandMadeFiles.joined;
import static ai.lacuna.data.image.HandMadeFiles.jpegWith;
import static ai.lacuna.data.image.HandMadeFiles.patched;
import static ai.lacuna.data.image.HandMadeFiles.png;
import static ai.lacuna.data.image.HandMadeFiles.pngWith;
import static ai.lacuna.data.image.HandMadeFiles.zeros;
import static ai.lacuna.data.image.Quadrants.BITS;
import static ai.lacuna.data.image.Quadrants.CMYK;
import static ai.lacuna.data.image.Quadrants.GREY;
import static ai.lacuna.data.image.Quadrants.HEIGHT;
import static ai.lacuna.data.image.Quadrants.RGB;
import static ai.lacuna.data.image.Quadrants.WIDTH;
import static ai.lacuna.data.image.Quadrants.bits;
import static ai.lacuna.data.image.Quadrants.channels;
import static ai.lacuna.data.image.Quadrants.each;
import static ai.lacuna.data.image.Quadrants.grey;
import static ai.lacuna.data.image.Quadrants.noise;
import static ai.lacuna.data.image.Quadrants.palette;
import static ai.lacuna.data.image.Quadrants.raster;
import static ai.lacuna.data.image.Quadrants.rgb;
import static ai.lacuna.data.image.Quadrants.stored;
import static ai.lacuna.data.image.WrittenFiles.compressed;
import static ai.lacuna.data.image.WrittenFiles.jpeg;
import static ai.lacuna.data.image.WrittenFiles.progressive;
import static ai.lacuna.data.image.WrittenFiles.sequence;
import static ai.lacuna.data.image.WrittenFiles.written;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A collection of awkward files: {@link Quadrants} in every form that the decoder knows, and files
 * that are damaged, cut short or mean harm. Its {@code manifest.csv} says of each what must become
 * of it; the colours there are those that were drawn, whatever the decoder makes of them.
 */
final class OddImages {

  private static final String COLUMNS =
      "file,verdict,trait,raw_size,upright_size,exif_orientation,rgb_quadrants";
  private static final String UPRIGHT = WIDTH + "x" + HEIGHT;
  private static final String TURNED = HEIGHT + "x" + WIDTH;
  private static final int[][] BLACK = {{0}, {0}, {0}, {0}};

  private final Path folder;
  private final List<String> manifest = new ArrayList<>(List.of(COLUMNS));

  private OddImages(Path folder) {
    this.folder = folder;
  }

  /** Writes the collection and its manifest into an empty folder. */
  static void write(Path folder) throws IOException {
    OddImages collection = new OddImages(folder);
    collection.jpegs();
    collection.damagedJpegs();
    collection.pngs();
    collection.pngsWithMore();
    collection.damagedPngs();
    collection.gifs();
    collection.bitmaps();
    collection.tiffs();
    collection.others();
    Files.write(folder.resolve("manifest.csv"), collection.manifest);
  }

  private void jpegs() throws IOException {
    byte[] plain = written(rgb(), "jpeg");
    accept("plain.jpg", "jpeg", plain, RGB);
    accept("grey.jpg", "jpeg of one channel", written(grey(8), "jpeg"), GREY);
    accept("progressive.jpg", "jpeg progressive", progressive(rgb(), "jpeg"), RGB);
    // Adobe stores inks inverted. YCCK takes them for red, green and blue first.
    int[][] inverted = each(CMYK, c -> Arrays.stream(c).map(v -> 255 - v).toArray());
    int[][] ycck = each(CMYK, c -> Quadrants.lumaChroma(new int[] {c[0], c[1], c[2], 255 - c[3]}));
    accept("cmyk.jpg", "jpeg cmyk", jpegWith(jpeg(raster(inverted)), 0xEE, adobe(0)), RGB);
    accept("cmyk-unmarked.jpg", "jpeg cmyk without marker", jpeg(raster(inverted)), RGB);
    accept("ycck.jpg", "jpeg ycck", jpegWith(jpeg(raster(ycck)), 0xEE, adobe(2)), RGB);
    accept("rgb.jpg", "jpeg of rgb samples", jpegWith(jpeg(raster(RGB)), 0xEE, adobe(0)), RGB);
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] stored = written(stored(orientation), "jpeg");
      byte[] turned = HandMadeFiles.turned(stored, orientation);
      turned("turned-" + orientation + ".jpg", orientation, turned);
    }
    byte[] astray = patched(exif(6), 4, 127, 255, 255, 255);
    accept("exif-astray.jpg", "exif beyond end", jpegWith(plain, 0xE1, inJpeg(astray)), RGB);
    accept("exif-9.jpg", "exif orientation 9", HandMadeFiles.turned(plain, 9), RGB);
    byte[] profile = joined(ascii("ICC_PROFILE\0"), new byte[] {1, 1, 7, 7, 7, 7});
    accept("profile.jpg", "jpeg with a broken profile", jpegWith(plain, 0xE2, profile), RGB);
    accept("comment.jpg", "jpeg with a comment", jpegWith(plain, 0xFE, new byte[65533]), RGB);
    byte[] fill = {-1, -1, -1};
    accept("fill.jpg", "jpeg with fill bytes", HandMadeFiles.spliced(plain, 2, fill), RGB);
    accept("trailing.jpg", "jpeg with more behind", joined(plain, ascii("more")), RGB);
  }

  private void damagedJpegs() throws IOException {
    byte[] plain = written(rgb(), "jpeg");
    int frame = HandMadeFiles.frameOf(plain);
    reject("12-bits.jpg", "jpeg of 12 bits", patched(plain, frame + 4, 12));
    reject("huge.jpg", "jpeg 65535x65535", patched(plain, frame + 5, 255, 255, 255, 255));
    reject("no-frame.jpg", "jpeg without frame", patched(plain, frame + 1, 0xFE));
    either("lossless.jpg", "jpeg that claims to be lossless", patched(plain, frame + 1, 0xC3));
    either("arithmetic.jpg", "jpeg that claims other codes", patched(plain, frame + 1, 0xC9));
    reject("header.jpg", "20 bytes of a jpeg", Arrays.copyOf(plain, 20));
    BufferedImage noise = noise(BufferedImage.TYPE_INT_RGB);
    reject("cut.jpg", "jpeg cut short", half(written(noise, "jpeg")));
    reject("cut-progressive.jpg", "jpeg cut short", half(progressive(noise, "jpeg")));
  }

  private void pngs() throws IOException {
    accept("plain.png", "png", written(rgb(), "png"), RGB);
    accept("png.JPEG", "png of another name", written(rgb(), "png"), RGB);
    accept("interlaced.png", "png interlaced", progressive(rgb(), "png"), RGB);
    for (int bits : new int[] {2, 4, 8}) {
      byte[] palette = written(palette(bits, -1), "png");
      accept("palette-" + bits + ".png", "png palette", palette, RGB);
    }
    accept("hole.png", "png palette, one transparent", written(palette(8, 1), "png"), RGB);
    accept("bits.png", "png of one bit", written(bits(), "png"), BITS);
    int[][] glass = new int[4][];
    for (int q = 0; q < 4; q++) {
      glass[q] = new int[] {RGB[q][0], RGB[q][1], RGB[q][2], 85 * q};
    }
    int[][] greyGlass = each(GREY, c -> new int[] {c[0], 255 - c[0]});
    for (int bits : new int[] {8, 16}) {
      accept("grey-" + bits + ".png", "png grey", written(grey(bits), "png"), GREY);
      accept("rgb-" + bits + ".png", "png rgb", written(channels(bits, RGB), "png"), RGB);
      accept("rgba-" + bits + ".png", "png alpha", written(channels(bits, glass), "png"), RGB);
      byte[] two = written(channels(bits, greyGlass), "png");
      accept("grey-alpha-" + bits + ".png", "png of two channels", two, GREY);
    }
    accept("grain.png", "1x1", png(1, 1, 8, 0, zeros(1)), "1x1", BLACK);
    accept("tall.png", "1x20000", png(1, 20000, 8, 2, zeros(1)), "1x20000", BLACK);
    accept("wide.png", "20000x1", png(20000, 1, 8, 2, zeros(1)), "20000x1", BLACK);
  }

  private void pngsWithMore() throws IOException {
    byte[] plain = written(rgb(), "png");
    byte[] red = {0, (byte) RGB[0][0], 0, (byte) RGB[0][1], 0, (byte) RGB[0][2]};
    accept("key.png", "png, one colour transparent", pngWith(plain, "tRNS", red), RGB);
    byte[] tenth = {0, 0, 0x27, 0x10};
    accept("gamma.png", "png with gamma", pngWith(plain, "gAMA", tenth), RGB);
    byte[] profile = {'x', 0, 0, 7, 7, 7};
    accept("profile.png", "png with a broken profile", pngWith(plain, "iCCP", profile), RGB);
    byte[] text = joined(ascii("x\0\0"), zeros(2048));
    accept("text.png", "png with 2 GiB of text", pngWith(plain, "zTXt", text), RGB);
    accept("trailing.png", "png with more behind", joined(plain, plain), RGB);
    turned("turned.png", 6, pngWith(written(stored(6), "png"), "eXIf", exif(6)));
  }

  private void damagedPngs() throws IOException {
    reject("bomb.png", "png 30000x30000, complete", png(30000, 30000, 1, 0, zeros(108)));
    int most = Integer.MAX_VALUE;
    reject("most.png", "png 2^31-1 squared", png(most, most, 8, 2, zeros(1)));
    reject("none.png", "png 0x0", png(0, 0, 8, 2, zeros(1)));
    reject("77-bits.png", "png of 77 bits", png(8, 8, 77, 2, zeros(1)));
    reject("colours.png", "png of colour type 5", png(8, 8, 8, 5, zeros(1)));
    reject("no-data.png", "png without data", png(8, 8, 8, 2, new byte[0]));
    reject("no-zlib.png", "png of uncompressed data", png(8, 8, 8, 2, ascii("pixels")));
    byte[] plain = written(rgb(), "png");
    byte[] asText = joined(Arrays.copyOf(plain, 4), Arrays.copyOfRange(plain, 5, plain.length));
    reject("as-text.png", "png with other line ends", asText);
    either("sum.png", "png with a wrong sum", patched(plain, 29, 7, 7, 7, 7));
    reject("cut.png", "png cut short", half(written(noise(BufferedImage.TYPE_INT_RGB), "png")));
  }

  private void gifs() throws IOException {
    byte[] plain = written(palette(8, -1), "gif");
    accept("plain.gif", "gif", plain, RGB);
    accept("hole.gif", "gif, one colour transparent", written(palette(8, 1), "gif"), RGB);
    accept("two.gif", "gif of two frames", sequence("gif", palette(8, -1), bits()), RGB);
    accept("trailing.gif", "gif with more behind", joined(plain, ascii("more")), RGB);
    byte[] canvas = patched(plain, 6, 255, 255, 255, 255);
    either("canvas.gif", "gif with a huge canvas", canvas);
    int frame = new String(plain, StandardCharsets.ISO_8859_1).indexOf(',');
    reject("huge.gif", "gif 65535x65535", patched(canvas, frame + 5, 255, 255, 255, 255));
    byte[] noise = written(noise(BufferedImage.TYPE_BYTE_INDEXED), "gif");
    reject("cut.gif", "gif cut short", half(noise));
  }

  private void bitmaps() throws IOException {
    byte[] plain = written(rgb(), "bmp");
    accept("plain.bmp", "bmp", plain, RGB);
    accept("palette-8.bmp", "bmp palette", written(palette(8, -1), "bmp"), RGB);
    accept("palette-4.bmp", "bmp palette", written(palette(4, -1), "bmp"), RGB);
    accept("bits.bmp", "bmp of one bit", written(bits(), "bmp"), BITS);
    accept("rle-8.bmp", "bmp, runs", compressed(palette(8, -1), "bmp", "BI_RLE8"), RGB);
    accept("rle-4.bmp", "bmp, runs", compressed(palette(4, -1), "bmp", "BI_RLE4"), RGB);
    BufferedImage rgb = rgb();
    BufferedImage fields = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_565_RGB);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      fields.setRGB(i % WIDTH, i / WIDTH, rgb.getRGB(i % WIDTH, i / WIDTH));
    }
    accept("565.bmp", "bmp of 16 bits", compressed(fields, "bmp", "BI_BITFIELDS"), RGB);
    reject("depth.bmp", "bmp of 30000 bits", patched(plain, 28, 0x30, 0x75));
    reject("most.bmp", "bmp 2^31-1 wide", patched(plain, 18, 255, 255, 255, 127));
    reject("cut.bmp", "bmp cut short", half(plain));
  }

  private void tiffs() throws IOException {
    for (String compression : List.of("LZW", "Deflate", "ZLib", "PackBits", "JPEG")) {
      byte[] file = compressed(rgb(), "tiff", compression);
      accept(compression + ".tif", "tiff " + compression, file, RGB);
    }
    accept("plain.tif", "tiff", written(rgb(), "tiff"), RGB);
    accept("fax.tif", "tiff, fax", compressed(bits(), "tiff", "CCITT T.6"), BITS);
    accept("palette.tif", "tiff palette", written(palette(8, -1), "tiff"), RGB);
    accept("grey-16.tif", "tiff of 16 bits", written(grey(16), "tiff"), GREY);
    accept("pages.tif", "tiff of two pages", sequence("tiff", rgb(), bits()), RGB);
    accept("cmyk.tif", "tiff cmyk", HandMadeFiles.tiff(Quadrants.image(CMYK), 5, 1), RGB);
    turned("turned.tif", 6, HandMadeFiles.tiff(Quadrants.image(6), 2, 6));
    byte[] many = HandMadeFiles.tiff(new Image(65, 1, 1, new byte[65]), 2, 1);
    reject("samples.tif", "tiff of 65 samples a pixel", many);
    byte[] plain = HandMadeFiles.tiff(Quadrants.image(RGB), 2, 1);
    reject("claims.tif", "tiff of 2^31-1 values", patched(plain, 14, 255, 255, 255, 127));
    reject("astray.tif", "tiff beyond the end", patched(plain, 4, 255, 255, 255, 127));
    reject("cut.tif", "tiff cut short", half(plain));
  }

  private void others() throws IOException {
    byte[] webp = HandMadeFiles.webp(Quadrants.image(RGB), Quadrants.LOW, Quadrants.HIGH);
    accept("plain.webp", "webp lossless", webp, RGB);
    byte[] orientation = HandMadeFiles.riff("EXIF", exif(6));
    byte[] turned =
        HandMadeFiles.webp(Quadrants.image(6), Quadrants.LOW, Quadrants.HIGH, orientation);
    turned("turned.webp", 6, turned);
    reject("cut.webp", "webp cut short", half(webp));
    accept("plain.pam", "pam", Pam.encode(Quadrants.image(RGB)), RGB);
    accept("grey.pam", "pam of one channel", Pam.encode(Quadrants.image(GREY)), GREY);
    reject("cut.pam", "pam cut short", half(Pam.encode(Quadrants.image(RGB))));
    reject("empty.jpg", "no bytes", new byte[0]);
    reject("zeros.jpg", "zeros", new byte[1000]);
    reject("missing.jpg", "html of another name", ascii("<html><body>404</body></html>"));
    reject("pointer.png", "git-lfs pointer", ascii("version https://git-lfs.github.com/spec/v1\n"));
    for (String brand : List.of("avif", "heic")) {
      byte[] file = joined(new byte[] {0, 0, 0, 16}, ascii("ftyp" + brand + "\0\0\0\0"));
      reject("other." + brand, brand, file);
    }
    reject("other.jp2", "jpeg 2000", joined(new byte[] {0, 0, 0, 12}, ascii("jP  \r\n")));
  }

  /** The content of Adobe's segment. */
  private static byte[] adobe(int transform) {
    return joined(ascii("Adobe"), new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
  }

  private static byte[] half(byte[] file) {
    return Arrays.copyOf(file, file.length / 2);
  }

  private void accept(String file, String trait, byte[] bytes, int[][] colours) throws IOException {
    accept(file, trait, bytes, UPRIGHT, colours);
  }

  private void accept(String file, String trait, byte[] bytes, String size, int[][] colours)
      throws IOException {
    String expected = String.join(",", size, size, "", Quadrants.text(colours));
    add(file, "accept", trait, bytes, expected);
  }

  private void turned(String file, int orientation, byte[] bytes) throws IOException {
    String raw = orientation > 4 ? TURNED : UPRIGHT;
    String expected = String.join(",", raw, UPRIGHT, "" + orientation, Quadrants.text(RGB));
    add(file, "accept", "exif orientation " + orientation, bytes, expected);
  }

  private void reject(String file, String trait, byte[] bytes) throws IOException {
    add(file, "reject", trait, bytes, ",,,");
  }

  private void either(String file, String trait, byte[] bytes) throws IOException {
    add(file, "either", trait, bytes, ",,,");
  }

  private void add(String file, String verdict, String trait, byte[] bytes, String expected)
      throws IOException {
    Files.write(folder.resolve(file), bytes);
    manifest.add(String.join(",", file, verdict, '"' + trait + '"', expected));
  }
}
