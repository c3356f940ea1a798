package ai.lacuna.api.augment;

/** How an image is brought to another size; always antialiased, as Pillow does it. */
public enum Interpolation {
  BILINEAR,
  BICUBIC,
  LANCZOS
}
