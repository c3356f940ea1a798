  # Vision transformer encoder and masked decoder.
  #
  # B images, C channels, P patch side, N patches of an image, V visible ones, L tokens of a
  # sequence, D width, H heads, F = D / H. Weights come as one list; i is where a layer's begin.
  #
  # {{compute}} is the type of matrix products, softmax and GELU, {{residual}} that of the stream
  # that blocks add to (torch's numbers: 6 = float32, 15 = bfloat16). LayerNorm sums in float32
  # either way, and results leave as float32.

  def dense(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    return torch.linear(x, torch.to(w[i], {{compute}}), torch.to(w[i + 1], {{compute}}))

  def norm(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    y = torch.layer_norm(x, [torch.size(x, -1)], w[i], w[i + 1], 1e-06)
    return torch.to(y, {{compute}})

  def attention(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    B = torch.size(x, 0)
    L = torch.size(x, 1)
    D = torch.size(x, 2)
    F = D // {{heads}}
    qkv = torch.reshape(self.dense(x, w, i), [B, L, 3, {{heads}}, F])  # (B, L, D) -> (B, L, 3, H, F)
    q, k, v, = torch.unbind(torch.permute(qkv, [2, 0, 3, 1, 4]))  # 3 x (B, H, L, F)
    if {{fusedAttention}}:
      y = torch.scaled_dot_product_attention(q, k, v)
    else:
      a = torch.matmul(q * (float(F) ** -0.5), torch.transpose(k, -2, -1))  # (B, H, L, L)
      y = torch.matmul(torch.softmax(a, -1), v)
    y = torch.reshape(torch.permute(y, [0, 2, 1, 3]), [B, L, D])  # (B, H, L, F) -> (B, L, D)
    return self.dense(y, w, i + 2)

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
    h = torch.gelu(self.dense(self.norm(x, w, i + 6), w, i + 8))  # (B, L, D) -> (B, L, mlp)
    return x + self.branch(self.dense(h, w, i + 10), w, i + 13, d, k + 1)

  # d: a factor for each branch and image (2*depth, B, 1, 1); empty = all are 1.
  def blocks(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, d: Tensor) -> Tensor:
    x = torch.to(x, {{residual}})
    for layer in range({{depth}}):
      x = self.block(x, w, i + {{stride}} * layer, d, 2 * layer)
    return x

  # Elements of a patch in the order of the projection's weight: channel, row, column.
  def patches(self: __torch__.K, images: Tensor) -> Tensor:
    B = torch.size(images, 0)
    C = torch.size(images, 1)
    R = torch.size(images, 2) // {{patch}}
    S = torch.size(images, 3) // {{patch}}
    x = torch.reshape(images, [B, C, R, {{patch}}, S, {{patch}}])
    x = torch.permute(x, [0, 2, 4, 1, 3, 5])  # (B, C, R, P, S, P) -> (B, R, S, C, P, P)
    return torch.reshape(x, [B, R * S, C * {{patch}} * {{patch}}])  # (B, N, C*P*P)

  # The row numbers of (B, V) tokens when B sequences of L tokens lie one after the other.
  def rows(self: __torch__.K, index: Tensor, L: int) -> Tensor:
    first = torch.arange(torch.size(index, 0), device=index.device) * L
    return torch.reshape(index + torch.unsqueeze(first, 1), [-1])  # (B, V) -> (B*V)

  # x: patches (B, L, C*P*P) and their positions p. w: cls_token, the projection and its bias, the
  # blocks, the last norm.
  def encoder(self: __torch__.K, x: Tensor, p: Tensor, first: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    D = torch.size(w[0], 2)
    projection = [torch.reshape(w[1], [D, -1]), w[2]]  # (D, C, P, P) -> (D, C*P*P)
    x = self.dense(torch.to(x, {{compute}}), projection, 0) + p  # (B, L, C*P*P) -> (B, L, D)
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
