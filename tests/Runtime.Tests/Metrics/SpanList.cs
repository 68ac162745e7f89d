using System.Diagnostics;
using Flink.Runtime.Metrics;

namespace Flink.Runtime.Tests.Metrics;

/// <summary>The spans of the engine that end while it listens and that a filter names; other tests of the process make spans too.</summary>
internal sealed class SpanList : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public SpanList(Func<Activity, bool> isMine)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == RuntimeActivities.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (isMine(activity))
                {
                    lock (_spans)
                    {
                        _spans.Add(activity);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Of(string name)
    {
        lock (_spans)
        {
            return [.. _spans.Where(span => span.OperationName == name)];
        }
    }

    public void Dispose() => _listener.Dispose();
}
