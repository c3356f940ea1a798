  # Vision transformer encoder and masked decoder, on layers.ts.py.
  #
  # B images, C channels, P patch side, N patches of an image, V visible ones, L tokens of a
  # sequence, D width, H heads, F = D / H. Weights come as one list; i is where a layer's begin.
  #
  # What starts with encode or decode is a whole network in one call. Its pieces can be called as
  # well, to keep less between them: embed or queue, single_block or single_tail, finish or prediction.

  # What M queries (B, H, M, F) gather from L keys and values: (B, H, M, F). b: what is added before the
  # softmax, (1 or B, 1 or H, M, L), or nothing.
  def gathered(self: __torch__.K, q: Tensor, k: Tensor, v: Tensor, b: Tensor) -> Tensor:
    if {{fusedAttention}}:
      if torch.numel(b) > 0:
        return torch.scaled_dot_product_attention(q, k, v, torch.to(b, {{compute}}))
      else:
        return torch.scaled_dot_product_attention(q, k, v)
    else:
      a = torch.matmul(q * (float(torch.size(q, 3)) ** -0.5), torch.transpose(k, -2, -1))  # (B, H, M, L)
      if torch.numel(b) > 0:
        a = torch.add_(a, torch.to(b, {{compute}}))
      return torch.matmul(self.shares(a), v)

  # Without a bias of keys, i + 1 is that of queries, and that of values stands further behind.
  def attention(self: __torch__.K, x: Tensor, b: Tensor, w: List[Tensor], i: int) -> Tensor:
    if {{keyBias}}:
      q, k, v, = self.split(x, {{heads}}, w, i)  # (B, L, D) -> 3 x (B, H, L, F)
    else:
      bias = torch.cat([w[i + 1], torch.zeros_like(w[i + 1]), w[i - 2 + {{valueBias}}]])
      q, k, v, = self.heads(self.dense(x, [w[i], bias], 0), 3, {{heads}})
    return self.join(self.gathered(q, k, v, b), w, i + 2)  # (B, H, L, F) -> (B, L, D)

  # What a branch adds to the stream: y, scaled by channel with the weight g, times factor k of d.
  def branch(self: __torch__.K, y: Tensor, w: List[Tensor], g: int, d: Tensor, k: int) -> Tensor:
    if {{layerScale}}:
      y = y * w[g]
    if torch.numel(d) > 0:
      y = y * d[k]
    return y

  # The sum of two things that are added before the softmax, of which the second may be nothing.
  def both(self: __torch__.K, a: Tensor, b: Tensor) -> Tensor:
    if torch.numel(b) == 0:
      return a
    else:
      return a + b

  # What is added before the softmax in all blocks: c, and biases of relative positions from the table
  # that they share, the last of the weights.
  def shared_bias(self: __torch__.K, r: Tensor, L: int, c: Tensor, w: List[Tensor]) -> Tensor:
    if {{sharedTable}}:
      c = self.both(self.bias(r, w[len(w) - 1], L), c)
    return c

  # Twelve weights: norm1, qkv, proj, norm2, fc1, fc2, each with its bias; after them, where there
  # are such, two of layer scale, one for each branch, the bias of values, and the block's table of
  # relative positions. k: number of the first branch. r: rows of the table for queries and keys
  # (L*L). b: biases that all blocks share.
  def block(self: __torch__.K, x: Tensor, r: Tensor, b: Tensor, w: List[Tensor], i: int, d: Tensor, k: int) -> Tensor:
    x = self.attended(x, r, b, w, i, d, k)
    return x + self.refinement(x, w, i, d, k)

  # A block's first half: x with what attention adds to it.
  def attended(self: __torch__.K, x: Tensor, r: Tensor, b: Tensor, w: List[Tensor], i: int, d: Tensor, k: int) -> Tensor:
    if {{tablePerBlock}}:
      b = self.both(self.bias(r, w[i + {{table}}], torch.size(x, 1)), b)
    y = self.attention(self.norm(x, w, i), b, w, i + 2)
    return x + self.branch(y, w, i + 12, d, k)

  # What a block's second half adds, its MLP.
  def refinement(self: __torch__.K, x: Tensor, w: List[Tensor], i: int, d: Tensor, k: int) -> Tensor:
    return self.branch(self.mlp(self.norm(x, w, i + 6), w, i + 8), w, i + 13, d, k + 1)

  # d: a factor for each branch and image (2*depth, B, 1, 1); empty = all are 1.
  def blocks(self: __torch__.K, x: Tensor, r: Tensor, b: Tensor, w: List[Tensor], i: int, d: Tensor) -> Tensor:
    for layer in range({{depth}}):
      x = self.block(x, r, b, w, i + {{stride}} * layer, d, 2 * layer)
    return x

  # One block by itself. c: what is added before the softmax, or nothing. d: its two factors, or
  # nothing. w: its weights, and behind them the table that all blocks share, if they do.
  def single_block(self: __torch__.K, x: Tensor, c: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.block(x, r, self.shared_bias(r, torch.size(x, 1), c, w), w, 0, d, 0)

  # A block, of which only what the tokens after the first `skip` become is wanted: the others are
  # keys and values alone. Twelve weights. (B, L, D) -> (B, L-skip, D)
  def tail_block(self: __torch__.K, x: Tensor, skip: int, w: List[Tensor], i: int) -> Tensor:
    D = torch.size(x, 2)
    y = self.norm(x, w, i)
    m = torch.to(w[i + 2], {{compute}})
    b = torch.to(self.qkv_bias(w[i + 3]), {{compute}})
    q, = self.heads(self.product(y[:, skip:], m[:D], b[:D]), 1, {{heads}})  # (B, H, L-skip, F)
    k, v, = self.heads(self.product(y, m[D:], b[D:]), 2, {{heads}})  # 2 x (B, H, L, F)
    x = x[:, skip:] + self.join(self.gathered(q, k, v, torch.zeros([0])), w, i + 4)
    return x + self.mlp(self.norm(x, w, i + 6), w, i + 8)

  # Rows of a table p (1, 1+N, D) for patches (B, V): (B, V, D). The class token's row is the first.
  def positions(self: __torch__.K, p: Tensor, patches: Tensor) -> Tensor:
    at = torch.index_select(p[0, 1:], 0, torch.flatten(patches))  # (N, D) -> (B*V, D)
    return torch.reshape(at, [torch.size(patches, 0), torch.size(patches, 1), -1])

  # Patches (B, L, C*P*P) as tokens (B, L, D).
  def embedded(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    x = self.patch_tokens(x, w, 1)
    if {{patchNorm}}:
      x = self.normed(torch.to(x, 6), w, 3)
    return x

  # x: embedded patches with their positions (B, L, D). The stream of the blocks: (B, L or 1+L, D)
  def sequence(self: __torch__.K, x: Tensor, first: Tensor, w: List[Tensor]) -> Tensor:
    if {{classToken}}:
      cls = torch.expand(w[0] + first, [torch.size(x, 0), 1, torch.size(x, 2)])
      x = torch.cat([cls, x], 1)  # (B, 1+L, D)
    return torch.to(x, {{residual}})

  # What encoders begin with. p: position table (1, 1+N, D), the class token's first. w: cls_token,
  # the projection and its bias, the norm of embedded patches, if they have one, the blocks, the last
  # norm, and the table that all blocks share, if they do.
  def embed(self: __torch__.K, images: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    x = self.embedded(self.patches(images), w) + p[:, 1:]  # (B, N, C*P*P) -> (B, N, D)
    return self.sequence(x, p[:, :1], w)

  # m: 1 = hidden (B, N). A token (1, 1, D) takes the place of each hidden patch once it is embedded.
  def embed_masked(self: __torch__.K, images: Tensor, m: Tensor, token: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    x = torch.to(self.embedded(self.patches(images), w), 6)  # (B, N, D)
    m = torch.unsqueeze(m, -1)  # (B, N) -> (B, N, 1)
    return self.sequence(x * (1 - m) + token * m + p[:, 1:], p[:, :1], w)

  # visible: patch numbers (B, V). Hidden patches are dropped before the projection.
  def embed_visible(self: __torch__.K, images: Tensor, visible: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    x = self.embedded(self.some(images, visible), w)  # (B, V, C*P*P) -> (B, V, D)
    return self.sequence(x + self.positions(p, visible), p[:, :1], w)

  # m: 1 = hidden (B, N). A token attends to itself, to those before it, and to visible ones; a class
  # token is visible. -> (B, 1, L, L): 0 where a query (row) sees a key (column), else -inf
  def prefix_causal(self: __torch__.K, m: Tensor) -> Tensor:
    if {{classToken}}:
      m = torch.cat([torch.zeros_like(m[:, :1]), m], 1)  # (B, N) -> (B, 1+N)
    L = torch.size(m, 1)
    later = torch.triu(torch.ones([L, L], device=m.device), 1)  # 1 = the key comes after the query
    closed = torch.reshape(m, [-1, 1, 1, L]) * later
    return torch.to(torch.masked_fill(torch.zeros_like(closed), closed > 0, float("-inf")), {{compute}})

  def finish(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    return torch.to(self.norm(x, w, {{first}} + {{stride}} * {{depth}}), 6)

  # What follows the embedding. c: what is added before the softmax besides relative positions, or
  # nothing. r: rows of the table of relative positions, ((1+L)*(1+L)), or nothing.
  def encoder(self: __torch__.K, x: Tensor, c: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    b = self.shared_bias(r, torch.size(x, 1), c, w)
    return self.finish(self.blocks(x, r, b, w, {{first}}, d), w)

  def encode(self: __torch__.K, images: Tensor, p: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.encoder(self.embed(images, p, w), torch.zeros([0]), r, d, w)

  def encode_causal(self: __torch__.K, images: Tensor, m: Tensor, p: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.encoder(self.embed(images, p, w), self.prefix_causal(m), r, d, w)

  def encode_masked(self: __torch__.K, images: Tensor, m: Tensor, token: Tensor, p: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.encoder(self.embed_masked(images, m, token, p, w), torch.zeros([0]), r, d, w)

  def encode_visible(self: __torch__.K, images: Tensor, visible: Tensor, p: Tensor, r: Tensor, d: Tensor, w: List[Tensor]) -> Tensor:
    return self.encoder(self.embed_visible(images, visible, p, w), torch.zeros([0]), r, d, w)

  # What the last blocks give: the stream behind each, or what its MLP adds to it. (n, B, 1+N, D)
  def outputs(self: __torch__.K, images: Tensor, p: Tensor, r: Tensor, n: int, mlp: bool, w: List[Tensor]) -> Tensor:
    none = torch.zeros([0])
    x = self.embed(images, p, w)  # (B, 1+N, D)
    b = self.shared_bias(r, torch.size(x, 1), none, w)
    z = annotate(List[Tensor], [])
    for layer in range({{depth}}):
      i = {{first}} + {{stride}} * layer
      x = self.attended(x, r, b, w, i, none, 0)
      y = self.refinement(x, w, i, none, 0)
      x = x + y
      if layer >= {{depth}} - n:
        if mlp:
          _0 = torch.append(z, torch.to(y, 6))
        else:
          _1 = torch.append(z, torch.to(x, 6))
    return torch.stack(z)

  # n has a row for each of the blocks.
  def encode_streams(self: __torch__.K, images: Tensor, p: Tensor, r: Tensor, n: Tensor, w: List[Tensor]) -> Tensor:
    return self.outputs(images, p, r, torch.size(n, 0), False, w)

  def encode_mlps(self: __torch__.K, images: Tensor, p: Tensor, r: Tensor, n: Tensor, w: List[Tensor]) -> Tensor:
    return self.outputs(images, p, r, torch.size(n, 0), True, w)

  # Tokens as the decoder orders them: the class token, visible patches, hidden patches. Attention
  # does not see an order, and so nothing is put back in its place before the end.
  # w: the embedding with its bias, mask_token, the blocks, the last norm, the prediction with its
  # bias. x: (B, 1+V, D); p: (1, 1+N, D), D from here on the decoder's width; hidden: (B, M).
  def queue(self: __torch__.K, x: Tensor, visible: Tensor, hidden: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    D = torch.size(p, 2)
    x = torch.to(self.dense(torch.to(x, {{compute}}), w, 0), 6)  # -> (B, 1+V, D)
    first = torch.expand(p[:, :1], [torch.size(x, 0), 1, D])
    x = x + torch.cat([first, self.positions(p, visible)], 1)
    x = torch.cat([x, w[2] + self.positions(p, hidden)], 1)  # (B, 1+V, D), (B, M, D) -> (B, 1+N, D)
    return torch.to(x, {{residual}})

  def prediction(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    last = 3 + {{stride}} * {{depth}}
    return torch.to(self.dense(self.norm(x, w, last), w, last + 2), 6)  # (B, M, D) -> (B, M, outputs)

  # Tokens of a grid (B, T, D) at the decoder's width. w: as for the decoder, but with positions
  # (1, 1+T, width), a class token's first, in the place of the mask token.
  def embed_tokens(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    p = w[2]
    x = torch.to(self.dense(torch.to(x, {{compute}}), w, 0), 6) + p[:, 1:]  # -> (B, T, width)
    return torch.to(x, {{residual}})

  # Predictions for all tokens of a grid: (B, T, D) -> (B, T, outputs)
  def decode_tokens(self: __torch__.K, x: Tensor, w: List[Tensor]) -> Tensor:
    none = torch.zeros([0])
    return self.prediction(self.blocks(self.embed_tokens(x, w), none, none, w, 3, none), w)

  # The last block by itself, for hidden patches alone; w: its weights. (B, 1+N, D) -> (B, M, D)
  def single_tail(self: __torch__.K, x: Tensor, visible: Tensor, w: List[Tensor]) -> Tensor:
    return self.tail_block(x, torch.size(visible, 1) + 1, w, 0)

  # Predictions for hidden patches, in the order of `hidden`.
  def decode_hidden(self: __torch__.K, x: Tensor, visible: Tensor, hidden: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    x = self.queue(x, visible, hidden, p, w)
    none = torch.zeros([0])
    for layer in range({{depth}} - 1):
      x = self.block(x, none, none, w, 3 + {{stride}} * layer, none, 0)
    x = self.tail_block(x, torch.size(visible, 1) + 1, w, 3 + {{stride}} * ({{depth}} - 1))
    return self.prediction(x, w)

  # Predictions for all patches from what the blocks made of the queue, in the order of the grid.
  def predictions(self: __torch__.K, x: Tensor, visible: Tensor, hidden: Tensor, w: List[Tensor]) -> Tensor:
    x = self.prediction(x[:, 1:], w)  # (B, 1+N, D) -> (B, N, outputs)
    place = torch.argsort(torch.cat([visible, hidden], 1), 1)  # where each patch stands, (B, N)
    return torch.gather(x, 1, torch.expand(torch.unsqueeze(place, -1), torch.size(x)))

  def decode(self: __torch__.K, x: Tensor, visible: Tensor, hidden: Tensor, p: Tensor, w: List[Tensor]) -> Tensor:
    none = torch.zeros([0])
    x = self.blocks(self.queue(x, visible, hidden, p, w), none, none, w, 3, none)
    return self.predictions(x, visible, hidden, w)
