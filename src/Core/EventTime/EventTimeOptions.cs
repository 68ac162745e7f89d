namespace Flink.Core.EventTime;

/// <summary>What a program's configuration says about event time, shared by the streams of an environment.</summary>
/// <remarks>As in Apache Flink the configuration counts that holds when the job graph is built, whenever a stream was made; who builds the graph sets it.</remarks>
public sealed class EventTimeOptions
{
    /// <summary>Time between two periodic watermarks; zero for none.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>Whether a source that cannot pause single splits may be aligned by its slowest split only.</summary>
    public bool AllowUnalignedSplits { get; set; }
}
