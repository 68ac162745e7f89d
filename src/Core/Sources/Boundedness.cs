namespace Flink.Core.Sources;

/// <summary>Whether a source ends by itself.</summary>
public enum Boundedness
{
    /// <summary>It has an end.</summary>
    Bounded,

    /// <summary>It goes on until it is cancelled.</summary>
    ContinuousUnbounded,
}
