namespace Flink.Core.Sources;

/// <summary>What a reader says after a poll.</summary>
public enum ReadStatus
{
    /// <summary>Poll again at once.</summary>
    MoreAvailable,

    /// <summary>Poll again after <see cref="ISourceReaderContext.Wake"/>.</summary>
    NothingAvailable,

    /// <summary>The reader is finished and never polled again.</summary>
    EndOfInput,
}
