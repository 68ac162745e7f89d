namespace Flink.Streaming.Sources;

/// <summary>What a text source does with bytes that are not UTF-8.</summary>
public enum InvalidUtf8
{
    /// <summary>Fails the job, naming source and byte offset.</summary>
    Fail,

    /// <summary>Puts U+FFFD in the place of each wrong sequence.</summary>
    Replace,
}
