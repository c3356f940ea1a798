  # Layers that all architectures share.
  #
  # B images, C channels, P patch side, N patches of an image, L tokens of a sequence, D width,
  # H heads, F = D / H. Weights come as one list; i is where a layer's begin.
  #
  # {{compute}} is the type of matrix products, softmax and GELU, {{residual}} that of the stream
  # that blocks add to (torch's numbers: 6 = float32, 15 = bfloat16). LayerNorm sums in float32
  # either way, and results leave as float32.

  # x (…, K) times m (O, K), plus b (O) -> (…, O)
  def product(self: __torch__.K, x: Tensor, m: Tensor, b: Tensor) -> Tensor:
    if {{convolve}}:
      K = torch.size(m, 1)
      x1 = torch.permute(torch.reshape(x, [1, 1, -1, K]), [0, 3, 1, 2])  # a map of one row: (1, K, 1, rows)
      y = torch.conv2d(x1, torch.reshape(m, [-1, K, 1, 1]), b)  # (1, O, 1, rows)
      return torch.reshape(torch.permute(y, [0, 2, 3, 1]), torch.size(x)[:-1] + [-1])
    else:
      return torch.linear(x, m, b)

  def dense(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return self.product(x, torch.to(w[i], {{compute}}), torch.to(w[i + 1], {{compute}}))

  def normed(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], w[i], w[i + 1], {{epsilon}})

  def norm(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return torch.to(self.normed(x, w, i), {{compute}})

  # n vectors for each token, side by side, as those of H heads.
  def heads(self: __torch__.K, x: Tensor, n: int, H: int) -> List[Tensor]:
    F = torch.size(x, 2) // (n * H)
    x = torch.reshape(x, [torch.size(x, 0), -1, n, H, F])  # (B, L, n*D) -> (B, L, n, H, F)
    return torch.unbind(torch.permute(x, [2, 0, 3, 1, 4]))  # n x (B, H, L, F)

  # A bias of keys adds the same to all that a query compares: softmax does not see it, and its
  # gradient is zero. Computed, it is rounding noise, which Adam would scale up to whole steps.
  def qkv_bias(self: __torch__.K, b: Tensor) -> Tensor:
    D = torch.size(b, 0) // 3
    return torch.cat([b[:D], torch.detach(b[D:2 * D]), b[2 * D:]])

  # Queries, keys and values of H heads. Two weights.
  def split(self: __torch__.K, x: Tensor, H: int, w: List[Tensor], i: int) -> List[Tensor]:
    qkv = self.dense(x, [w[i], self.qkv_bias(w[i + 1])], 0)  # (B, L, D) -> (B, L, 3*D)
    return self.heads(qkv, 3, H)  # -> 3 x (B, H, L, F)

  # Softmax over the last side. The engine's bfloat16 code is slow on rows that do not fill a vector.
  def shares(self: __torch__.K, a: Tensor) -> Tensor:
    if torch.size(a, -1) < 32:
      return torch.to(torch.softmax(a, -1, dtype=6), {{compute}})
    else:
      return torch.softmax(a, -1)

  # Biases of relative positions: the rows `index` (L*L) of a table (rows, H).
  def bias(self: __torch__.K, index: Tensor, table: Tensor, L: int) -> Tensor:
    b = torch.index_select(table, 0, index)  # (L*L, H)
    return torch.reshape(torch.transpose(b, 0, 1), [1, -1, L, L])  # (1, H, L, L)

  # The projection of what the heads gathered. Two weights.
  def join(self: __torch__.K, y: Tensor, w: List[Tensor], i: int) -> Tensor:
    y = torch.flatten(torch.permute(y, [0, 2, 1, 3]), 2, 3)  # (B, H, L, F) -> (B, L, D)
    return self.dense(y, w, i)

  # Four weights: fc1, fc2, each with its bias.
  def mlp(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return self.dense(torch.gelu(self.dense(x, w, i)), w, i + 2)  # (B, L, D) -> (B, L, mlp) -> (B, L, D)

  # Images (B, C, R*P, S*P) as (B, R, S, C, P, P), without a copy.
  def cut(self: __torch__.K, images: Tensor) -> Tensor:
    B = torch.size(images, 0)
    C = torch.size(images, 1)
    R = torch.size(images, 2) // {{patch}}
    S = torch.size(images, 3) // {{patch}}
    x = torch.reshape(images, [B, C, R, {{patch}}, S, {{patch}}])
    return torch.permute(x, [0, 2, 4, 1, 3, 5])

  # Elements of a patch in the order of the projection's weight: channel, row, column.
  def patches(self: __torch__.K, images: Tensor) -> Tensor:
    x = self.cut(images)  # (B, R, S, C, P, P)
    return torch.reshape(x, [torch.size(x, 0), torch.size(x, 1) * torch.size(x, 2), -1])  # (B, N, C*P*P)

  # Some patches of each image, by their numbers (B, V).
  def some(self: __torch__.K, images: Tensor, numbers: Tensor) -> Tensor:
    x = self.cut(images)
    S = torch.size(x, 2)
    image = torch.unsqueeze(torch.arange(torch.size(x, 0), device=images.device), 1)  # (B, 1)
    row = torch.floor_divide(numbers, S)
    column = torch.remainder(numbers, S)
    x = torch.index(x, annotate(List[Optional[Tensor]], [image, row, column]))  # (B, V, C, P, P)
    return torch.flatten(x, 2)  # (B, V, C*P*P)

  # Images as patches, linearly. Two weights: the projection (D, C, P, P) and its bias.
  def patch_tokens(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    flat = [torch.flatten(w[i], 1), w[i + 1]]  # (D, C, P, P) -> (D, C*P*P)
    return self.dense(torch.to(x, {{compute}}), flat, 0)  # (B, L, C*P*P) -> (B, L, D)
