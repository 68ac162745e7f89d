using Flink.Core.Graph;
using Flink.Core.Records;

namespace Flink.Runtime.TaskManager.Latency;

/// <summary>How old markers are when they reach an operator, or operators that are fused into one, by where they come from.</summary>
/// <remarks>Markers arrive on the task's thread; meters read from others.</remarks>
/// <param name="operators">The operators.</param>
/// <param name="settings">How far origins are told apart.</param>
/// <param name="clock">The clock, which is compared with that of the source's machine.</param>
public sealed class OperatorLatency(IReadOnlyList<OperatorId> operators, LatencySettings settings, TimeProvider clock)
{
    private readonly Dictionary<(OperatorId Source, int Subtask), LatencyHistogram> _histograms = [];
    private readonly Lock _gate = new();

    /// <summary>The operators.</summary>
    public IReadOnlyList<OperatorId> Operators => operators;

    /// <summary>A histogram for each origin; what the granularity does not tell apart is default.</summary>
    public IReadOnlyList<(OperatorId Source, int Subtask, LatencyFigures Figures)> Read()
    {
        lock (_gate)
        {
            return [.. _histograms.Select(static pair => (pair.Key.Source, pair.Key.Subtask, pair.Value.Read()))];
        }
    }

    /// <summary>A marker has arrived.</summary>
    public void Report(LatencyMarker marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        var origin = settings.Granularity switch
        {
            LatencyGranularity.Single => default,
            LatencyGranularity.Operator => (marker.OperatorId, 0),
            _ => (marker.OperatorId, marker.SubtaskIndex),
        };
        LatencyHistogram? histogram;
        lock (_gate)
        {
            if (!_histograms.TryGetValue(origin, out histogram))
            {
                _histograms.Add(origin, histogram = new LatencyHistogram(settings.HistorySize));
            }

            histogram.Add(clock.GetUtcNow().ToUnixTimeMilliseconds() - marker.MarkedTime);
        }
    }
}
