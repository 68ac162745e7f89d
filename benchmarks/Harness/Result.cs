namespace Flink.Benchmarks.Harness;

/// <summary>A row of the table and of results/latest.json.</summary>
/// <param name="Name">The figure.</param>
/// <param name="Unit">What <paramref name="Ours"/> and <paramref name="Limit"/> are measured in.</param>
/// <param name="Ours">Median over our processes.</param>
/// <param name="Limit">Median over the limit's processes, the peer's figure, or the absolute bound; null when there is none.</param>
/// <param name="Ratio">Median of ours / limit over the pairs; null without a limit.</param>
/// <param name="Spread">Distance of the quartiles of that ratio (without a limit: of ours) as a share of the median.</param>
/// <param name="Runs">Pairs of processes.</param>
internal sealed record Result(string Name, string Unit, double Ours, double? Limit, double? Ratio, double Spread, int Runs);
