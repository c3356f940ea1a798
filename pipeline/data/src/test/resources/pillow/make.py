"""Writes operations.safetensors: what Pillow makes of small images.

    python make.py          with Pillow 12.3.0 and numpy

Tensors are unsigned bytes (height, width, channels): the images under their own names, results as
IMAGE/OPERATION/ARGUMENT. Operations and arguments are those of timm's RandAugment and of DINO's
blur; hue is torchvision's adjust_hue, which it does on Pillow's HSV.
"""

import json
import pathlib
import struct

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

FILL = (124, 116, 104)


def images():
    rng = np.random.default_rng(5)
    y, x = np.mgrid[0:23, 0:31]
    smooth = np.stack([x * 8, y * 10, 255 - x * 4 - y * 3], -1)
    photo = np.clip(smooth + rng.normal(0, 25, smooth.shape), 0, 255).astype(np.uint8)
    yield "photo", photo
    yield "colours", rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    yield "dull", (90 + photo[:15, :20] // 8).astype(np.uint8)  # few values: equalize steps by one
    yield "small", photo[:6, :7]  # smaller than a wide blur; too few pixels to equalize
    yield "grey", photo[:, :, :1]


def hue(image, factor):
    h, s, v = image.convert("HSV").split()
    turned = np.array(h, dtype=np.uint8)
    turned += np.int32(factor * 255).astype(np.uint8)
    return Image.merge("HSV", (Image.fromarray(turned, "L"), s, v)).convert("RGB")


def affine(image, matrix, resample):
    fill = FILL if image.mode == "RGB" else FILL[0]
    return image.transform(image.size, Image.Transform.AFFINE, matrix, resample, fillcolor=fill)


def rotate(image, degrees, resample):
    fill = FILL if image.mode == "RGB" else FILL[0]
    return image.rotate(degrees, resample=resample, fillcolor=fill)


def solarize_add(image, add):
    lut = [min(255, i + add) if i < 128 else i for i in range(256)]
    return image.point(lut * len(image.getbands()))


def results(image):
    colour = image.mode == "RGB"
    for radius in (0.1, 0.35, 0.9, 1.2, 2.0, 5.5, 20.0):
        yield "blur", radius, image.filter(ImageFilter.GaussianBlur(radius))
    for factor in (0.1, 0.19, 0.55, 1.0, 1.45, 1.9):
        yield "brightness", factor, ImageEnhance.Brightness(image).enhance(factor)
        yield "contrast", factor, ImageEnhance.Contrast(image).enhance(factor)
        yield "sharpness", factor, ImageEnhance.Sharpness(image).enhance(factor)
        if colour:
            yield "saturation", factor, ImageEnhance.Color(image).enhance(factor)
    for shift in (-0.5, -0.1, 0.0, 0.03, 0.5) if colour else ():
        yield "hue", shift, hue(image, shift)
    yield "greyscale", 0, image.convert("L").convert(image.mode)
    yield "autocontrast", 0, ImageOps.autocontrast(image)
    yield "equalise", 0, ImageOps.equalize(image)
    yield "invert", 0, ImageOps.invert(image)
    for bits in (0, 1, 2, 4):
        yield "posterise", bits, ImageOps.posterize(image, bits)
    for threshold in (0, 26, 128, 256):
        yield "solarise", threshold, ImageOps.solarize(image, threshold)
    for added in (0, 55, 110):
        yield "solarise-add", added, solarize_add(image, added)
    for name, resample in ("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC):
        for degrees in (-27.0, 0.0, 13.5, 30.0):
            yield "rotate-" + name, degrees, rotate(image, degrees, resample)
        for share in (-0.27, 0.0, 0.27):
            yield "shear-x-" + name, share, affine(image, (1, share, 0, 0, 1, 0), resample)
            yield "shear-y-" + name, share, affine(image, (1, 0, 0, share, 1, 0), resample)
        for share in (-0.405, 0.2):
            pixels = share * image.size[0]
            yield "translate-x-" + name, share, affine(image, (1, 0, pixels, 0, 1, 0), resample)
            pixels = share * image.size[1]
            yield "translate-y-" + name, share, affine(image, (1, 0, 0, 0, 1, pixels), resample)


def main():
    tensors = {}
    for name, pixels in images():
        tensors[name] = pixels
        image = Image.fromarray(pixels.squeeze())
        for operation, argument, result in results(image):
            if name == "colours" and operation not in ("hue", "saturation", "greyscale"):
                continue  # those alone depend on how the channels of a pixel differ
            tensors[f"{name}/{operation}/{argument}"] = np.asarray(result).reshape(pixels.shape)
    header, data = {}, b""
    for name, array in sorted(tensors.items()):
        raw = np.ascontiguousarray(array).tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {"dtype": "U8", "shape": list(array.shape), "data_offsets": offsets}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    target = pathlib.Path(__file__).with_name("operations.safetensors")
    target.write_bytes(struct.pack("<Q", len(text)) + text + data)
    print(len(tensors), "tensors", target.stat().st_size, "bytes")


main()
