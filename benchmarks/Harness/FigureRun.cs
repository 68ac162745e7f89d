namespace Flink.Benchmarks.Harness;

/// <summary>Measures one figure: pairs of processes, ours and the limit alternating, each pair in the other order than the one before.</summary>
internal sealed class FigureRun(Figure figure, RunOptions options)
{
    /// <summary>Pairs of a figure whose gate is close.</summary>
    private const int CloseCallPairs = 20;

    private readonly List<double> _ours = [];
    private readonly List<double> _limits = [];
    private readonly List<double> _ratios = [];
    private long? _checksum;

    /// <summary>Runs the pairs.</summary>
    /// <exception cref="BenchmarkFailure">A side failed, or the two do not agree on the result.</exception>
    public Result Measure()
    {
        var standing = figure.Gate.Absolute ?? (options.Effort == Effort.Full ? figure.Peer?.Measure() : null);
        RunUntil(options.Pairs, standing);
        if (options.Gate && _ratios.Count > 0 && figure.Gate.IsClose(Median(_ratios)))
        {
            RunUntil(Math.Max(options.Pairs, CloseCallPairs), standing);
        }

        return new Result(
            figure.Name,
            figure.Unit.Name,
            Median(_ours),
            _limits.Count > 0 ? Median(_limits) : null,
            _ratios.Count > 0 ? Median(_ratios) : null,
            Statistics.Spread((_ratios.Count > 0 ? _ratios : _ours).ToArray()),
            _ours.Count);
    }

    private static double Median(List<double> values) => Statistics.Median(values.ToArray());

    private void RunUntil(int pairs, double? standing)
    {
        while (_ours.Count < pairs)
        {
            var limitFirst = _ours.Count % 2 == 1;
            var early = limitFirst ? Limit(standing) : null;
            var ours = Run(Side.Ours);
            var limit = limitFirst ? early : Limit(standing);
            _ours.Add(ours);
            if (limit is { } value)
            {
                _limits.Add(value);
                _ratios.Add(value == 0 ? double.PositiveInfinity : ours / value);
            }
        }
    }

    private double? Limit(double? standing) => figure.Limit is null ? standing : Run(Side.Limit);

    private double Run(Side side)
    {
        var measurement = ChildProcess.Measure(figure, side, options.Effort);
        _checksum ??= measurement.Checksum;
        return _checksum == measurement.Checksum
            ? measurement.Value
            : throw new BenchmarkFailure(
                $"{figure.Name} ({side}) computed something else than the process before: checksums {measurement.Checksum:x} and {_checksum:x}.");
    }
}
