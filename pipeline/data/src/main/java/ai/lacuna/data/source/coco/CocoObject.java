package ai.lacuna.data.source.coco;

import ai.lacuna.data.annotation.Instance;
import ai.lacuna.data.annotation.RleMask;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one annotation. */
final class CocoObject {

  /** An annotation that is none. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    Refusal(String reason, String detail) {
      super(detail);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final JsonNode json;
  private final CocoPart.Item image;

  private CocoObject(JsonNode json, CocoPart.Item image) {
    this.json = json;
    this.image = image;
  }

  /** The object that an annotation of an image describes. */
  static Instance read(JsonNode json, CocoPart.Item image, List<Long> categoryIds) throws Refusal {
    return new CocoObject(json, image).object(categoryIds);
  }

  private Instance object(List<Long> categoryIds) throws Refusal {
    JsonNode id = json.path("category_id");
    int category = id.canConvertToLong() ? categoryIds.indexOf(id.asLong()) : -1;
    if (category < 0) {
      throw new Refusal("bad-category", "no category " + id);
    }
    RleMask mask = mask(json.path("segmentation"));
    double[] box = box(mask);
    JsonNode area = json.path("area");
    double pixels =
        area.isNumber() ? area.asDouble() : mask == null ? box[2] * box[3] : mask.area();
    boolean crowd = json.path("iscrowd").asInt(0) == 1;
    Instance.Kind kind = crowd ? Instance.Kind.CROWD : Instance.Kind.OBJECT;
    return new Instance(box[0], box[1], box[2], box[3], category, pixels, kind, mask);
  }

  private double[] box(@Nullable RleMask mask) throws Refusal {
    JsonNode box = json.path("bbox");
    if (box.isMissingNode() || box.isNull()) {
      if (mask == null) {
        throw new Refusal("bad-box", "neither a bbox nor a segmentation");
      }
      int[] bounds = mask.bounds();
      return new double[] {bounds[0], bounds[1], bounds[2], bounds[3]};
    }
    double[] sides = numbers(box);
    if (sides == null || sides.length != 4) {
      throw new Refusal("bad-box", "the bbox " + brief(box) + ", not [x, y, width, height]");
    }
    return sides;
  }

  private @Nullable RleMask mask(JsonNode segmentation) throws Refusal {
    if (segmentation.isMissingNode() || segmentation.isNull() || segmentation.isEmpty()) {
      return null;
    }
    try {
      return segmentation.isObject() ? runs(segmentation) : polygons(segmentation);
    } catch (IllegalArgumentException e) {
      throw new Refusal("bad-mask", String.valueOf(e.getMessage()));
    }
  }

  private static RleMask runs(JsonNode segmentation) throws Refusal {
    JsonNode counts = segmentation.path("counts");
    double[] size = numbers(segmentation.path("size")); // height, width
    if (size == null || size.length != 2 || !(counts.isTextual() || counts.isArray())) {
      throw new Refusal("bad-mask", "run lengths without size and counts");
    }
    int height = (int) size[0];
    int width = (int) size[1];
    if (counts.isTextual()) {
      return RleMask.parse(height, width, counts.asText());
    }
    int[] runs = new int[counts.size()];
    for (int r = 0; r < runs.length; r++) {
      JsonNode run = counts.get(r);
      if (!run.canConvertToInt()) {
        throw new Refusal("bad-mask", "a run of " + brief(run) + " pixels");
      }
      runs[r] = run.asInt();
    }
    return RleMask.ofRuns(height, width, runs);
  }

  private RleMask polygons(JsonNode segmentation) throws Refusal {
    if (image.height() == 0 || image.width() == 0) {
      throw new Refusal("bad-mask", "polygons of an image without height and width");
    }
    List<double[]> polygons = new ArrayList<>();
    for (JsonNode polygon : segmentation) {
      double[] corners = numbers(polygon);
      if (corners == null) {
        throw new Refusal("bad-mask", "a polygon that is no list of numbers: " + brief(polygon));
      }
      polygons.add(corners);
    }
    return RleMask.ofPolygons(image.height(), image.width(), polygons);
  }

  private static double @Nullable [] numbers(JsonNode list) {
    if (!list.isArray()) {
      return null;
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!list.get(i).isNumber()) {
        return null;
      }
      numbers[i] = list.get(i).asDouble();
    }
    return numbers;
  }

  private static String brief(JsonNode json) {
    String text = json.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
