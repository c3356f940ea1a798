  # What both architectures of the discrete VAE share.
  #
  # B images, C channels, H x W pixels, R x S the token grid, N = R * S tokens, K codes, D width of
  # an embedded code. Weights come as one list; i is where a layer's begin.
  #
  # Pictures are (B, C, H, W), channels last in memory: convolutions are faster, and logits (B, K,
  # R, S) become (B, N, K) without a copy. {{compute}} is the type of convolutions (torch's numbers:
  # 6 = float32, 15 = bfloat16); results leave as float32.

  # Stride 1, as many pixels out as in. Two weights.
  def conv(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    p = torch.size(w[i], 2) // 2
    return torch.conv2d(x, torch.to(w[i], {{compute}}), torch.to(w[i + 1], {{compute}}), [1, 1], [p, p], [1, 1], 1)

  # A convolution of side 1 to the few channels of an image; as a product its backward pass is up to
  # four times as fast. Two weights.
  def values(self: __torch__.K, x: Tensor, w: List[Tensor], i: int) -> Tensor:
    p = torch.to(torch.flatten(w[i], 1), {{compute}})
    y = torch.linear(torch.permute(x, [0, 2, 3, 1]), p, torch.to(w[i + 1], {{compute}}))
    return torch.to(torch.permute(y, [0, 3, 1, 2]), 6)  # (B, H, W, outputs) -> (B, outputs, H, W)

  # Pixels in [0, 1] as the network takes them.
  def scaled(self: __torch__.K, images: Tensor) -> Tensor:
    return images * {{scale}} + {{offset}}

  def enter(self: __torch__.K, images: Tensor) -> Tensor:
    return torch.to(torch.contiguous(self.scaled(images), memory_format=2), {{compute}})

  # Pictures as rows of tokens.
  def tokens(self: __torch__.K, x: Tensor) -> Tensor:
    x = torch.flatten(torch.permute(x, [0, 2, 3, 1]), 1, 2)  # (B, K, R, S) -> (B, N, K)
    return torch.to(x, 6)

  # Undoes tokens().
  def picture(self: __torch__.K, x: Tensor) -> Tensor:
    x = torch.reshape(x, [torch.size(x, 0), {{rows}}, {{columns}}, -1])  # (B, N, D) -> (B, R, S, D)
    return torch.to(torch.permute(x, [0, 3, 1, 2]), {{compute}})  # -> (B, D, R, S)

  # Samples of the relaxed categorical distribution, (B, N, K).
  def relaxed(self: __torch__.K, logits: Tensor, noise: Tensor, temperature: Tensor) -> Tensor:
    x = logits + noise
    _0 = torch.div_(x, temperature)
    y = torch.softmax(x, -1)
    if {{hard}} == 1:
      # One-hot in value, relaxed in gradient.
      h = torch.scatter(torch.zeros_like(y), -1, torch.argmax(y, -1, True), 1.0)
      y = h - torch.detach(y) + y
    return y

  # Divergence of the codes' distribution q from the uniform one, a mean over images and tokens:
  # sum(q * log q) + log K, where log q = x - (log-sum-exp of x). q sums to 1 whatever the weights,
  # so that only the first factor has a gradient and log-sum-exp none; at the likeliest code, x and
  # q give it without a further pass. codes: of each token, (B, N).
  def divergence(self: __torch__.K, logits: Tensor, codes: Tensor) -> Tensor:
    x = torch.detach(logits)
    q = torch.softmax(logits, -1)
    k = torch.unsqueeze(codes, -1)
    normaliser = torch.mean(torch.gather(x, -1, k) - torch.log(torch.gather(torch.detach(q), -1, k)))
    expected = torch.dot(torch.flatten(q), torch.flatten(x)) / torch.numel(codes)
    return expected - normaliser + {{logCodes}}

  # Negative log-likelihood of every value under a logit-Laplace distribution. images in [0, 1];
  # stats: means, then logarithms of the scales, (B, 2*C, H, W).
  def logit_laplace(self: __torch__.K, images: Tensor, stats: Tensor) -> Tensor:
    x = images * 0.80000000000000004 + 0.10000000000000001
    mean, scale, = torch.chunk(stats, 2, 1)
    logit = torch.log(x) - torch.log(1 - x)
    return 0.69314718055994529 + scale + torch.log(x * (1 - x)) + torch.abs(logit - mean) * torch.exp(-scale)

  # images in [0, 1] against what decode() gave; a mean over all values.
  def reconstruction(self: __torch__.K, images: Tensor, decoded: Tensor) -> Tensor:
    {{reconstruction}}

  # Undoes the scaling of what the decoder gives; what lies outside of [0, 1] is clipped.
  def unscaled(self: __torch__.K, x: Tensor) -> Tensor:
    return torch.clamp((x - {{outOffset}}) / {{outScale}}, 0., 1.)

  # What decode() gave as pixels in [0, 1].
  def pixels(self: __torch__.K, decoded: Tensor) -> Tensor:
    {{pixels}}

  def codes(self: __torch__.K, images: Tensor, w: List[Tensor]) -> Tensor:
    return torch.argmax(self.encode(images, w), -1)  # (B, N, K) -> (B, N)

  # e: encoder's weights, d: decoder's.
  def reconstruct(self: __torch__.K, codes: Tensor, d: List[Tensor]) -> Tensor:
    return self.pixels(self.decode(self.look_up(codes, d), d))  # (B, N) -> (B, C, H, W)

  # How evenly a batch uses the codes: exp of the entropy of the argmax codes, from 1 to K.
  def perplexity(self: __torch__.K, codes: Tensor) -> Tensor:
    counts = torch.bincount(torch.flatten(codes), None, {{codes}})
    p = torch.to(counts, 6) / torch.sum(counts)
    return torch.exp(-torch.sum(p * torch.log(p + 9.9999999999999995e-21)))

  # Total loss, reconstruction, divergence, perplexity. noise: Gumbel, (B, N, K); weight: of the
  # divergence, in the loss.
  def losses(self: __torch__.K, images: Tensor, noise: Tensor, temperature: Tensor, weight: Tensor, e: List[Tensor], d: List[Tensor]) -> List[Tensor]:
    logits = self.encode(images, e)
    z = self.embed(self.relaxed(logits, noise, temperature), d)  # (B, N, K) -> (B, N, D)
    r = self.reconstruction(images, self.decode(z, d))
    codes = torch.argmax(torch.detach(logits), -1)  # (B, N, K) -> (B, N)
    kl = self.divergence(logits, codes)
    return [r + weight * kl, torch.detach(r), torch.detach(kl), self.perplexity(codes)]
