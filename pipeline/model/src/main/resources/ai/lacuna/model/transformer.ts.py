  # Vision transformer encoder and masked decoder, on layers.ts.py.
  #
  # B images, C channels, P patch side, N patches of an image, V visible ones, L tokens of a
  # sequence, D width, H heads, F = D / H. Weights come as one list; i is where a layer's begin.

  def attention(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    q, k, v, = self.split(x, {{heads}}, w, i)  # (B, L, D) -> 3 x (B, H, L, F)
    if {{fusedAttention}}:
      y = torch.scaled_dot_product_attention(q, k, v)
    else:
      a = torch.matmul(q * (float(torch.size(q, 3)) ** -0.5), torch.transpose(k, -2, -1))  # (B, H, L, L)
      y = torch.matmul(torch.softmax(a, -1), v)
    return self.join(y, w, i + 2)  # (B, H, L, F) -> (B, L, D)

  # What a branch adds to the stream: y, scaled by channel with the weight g, times factor k of d.
  def branch(self: __torch__.K, y: Tensor, w: List[Tensor], g: int, d: Tensor, k: int) -> Tensor:
    if {{layerScale}}:
      y = y * w[g]
    if torch.numel(d) > 0:
      y = y * d[k]
    return y

  # Twelve weights: norm1, qkv, proj, norm2, fc1, fc2, each with its bias; with layer scale two
  # more, one for each branch. k: number of the first branch.
  def block(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, d: Tensor, k: int) -> Tensor:
    y = self.attention(self.norm(x, w, i), w, i + 2)
    x = x + self.branch(y, w, i + 12, d, k)
    y = self.mlp(self.norm(x, w, i + 6), w, i + 8)
    return x + self.branch(y, w, i + 13, d, k + 1)

  # d: a factor for each branch and image (2*depth, B, 1, 1); empty = all are 1.
  def blocks(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, d: Tensor) -> Tensor:
    x = torch.to(x, {{residual}})
    for layer in range({{depth}}):
      x = self.block(x, w, i + {{stride}} * layer, d, 2 * layer)
    return x

  # The row numbers of (B, V) tokens when B sequences of L tokens lie one after the other.
  def rows(self: __torch__.K, index: Tensor, L: int) -> Tensor:
    first = torch.arange(torch.size(index, 0), device=index.device) * L
    return torch.reshape(index + torch.unsqueeze(first, 1), [-1])  # (B, V) -> (B*V)

  # x: patches (B, L, C*P*P) and their positions p. w: cls_token, the projection and its bias, the
  # blocks, the last norm.
  def encoder(self: __torch__.K, x: Tensor, p: Tensor, first: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    D = torch.size(w[0], 2)
    x = self.patch_tokens(x, w, 1) + p  # (B, L, C*P*P) -> (B, L, D)
    cls = torch.expand(w[0] + first, [torch.size(x, 0), 1, D])
    x = self.blocks(torch.cat([cls, x], 1), w, 3, d)  # (B, 1+L, D)
    return torch.to(self.norm(x, w, 3 + {{stride}} * {{depth}}), 6)

  # p: position table (1, 1+N, D), the class token's first.
  def encode(self: __torch__.K, images: Tensor, p: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.encoder(self.patches(images), p[:, 1:], p[:, :1], d, w)

  # visible: patch numbers (B, V). Hidden patches are dropped before the projection.
  def encode_visible(self: __torch__.K, images: Tensor, visible: Tensor, p: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    B = torch.size(visible, 0)
    V = torch.size(visible, 1)
    x = self.patches(images)
    kept = torch.index_select(torch.flatten(x, 0, 1), 0, self.rows(visible, torch.size(x, 1)))
    at = torch.index_select(p[0, 1:], 0, torch.flatten(visible))  # (N, D) -> (B*V, D)
    x = torch.reshape(kept, [B, V, -1])  # (B*N, C*P*P) -> (B, V, C*P*P)
    return self.encoder(x, torch.reshape(at, [B, V, -1]), p[:, :1], d, w)

  # w: the embedding with its bias, mask_token, the blocks, the last norm, the prediction with its
  # bias. x: (B, 1+V, D); p: (1, 1+N, D), D from here on the decoder's width.
  def decode(self: __torch__.K, x: Tensor, visible: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    B = torch.size(x, 0)
    L = torch.size(p, 1)
    D = torch.size(p, 2)
    x = self.dense(torch.to(x, {{compute}}), w, 0)  # -> (B, 1+V, D)
    seen = torch.cat([torch.zeros_like(visible[:, :1]), visible + 1], 1)  # token numbers (B, 1+V)
    x = torch.to(torch.flatten(x, 0, 1), 6)
    # Putting visible tokens among mask tokens has a cheaper gradient than gathering by `restore`.
    hidden = torch.expand(w[2][0], [B * L, D])  # (B*(1+N), D), all mask tokens
    x = torch.reshape(torch.index_put(hidden, [self.rows(seen, L)], x), [B, L, D])
    x = self.blocks(x + p, w, 3, torch.zeros([0]))
    last = 3 + {{stride}} * {{depth}}
    x = self.norm(x[:, 1:], w, last)  # (B, 1+N, D) -> (B, N, D)
    return torch.to(self.dense(x, w, last + 2), 6)  # -> (B, N, outputs)
