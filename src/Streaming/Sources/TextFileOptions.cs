namespace Flink.Streaming.Sources;

/// <summary>How text files are found and read.</summary>
public sealed record TextFileOptions : LineOptions
{
    /// <summary>The smallest split that is made by itself: 1 MB.</summary>
    public const long SmallestSplitBytes = 1024 * 1024;

    /// <summary>The largest split that is made by itself: 64 MB.</summary>
    public const long LargestSplitBytes = 64 * 1024 * 1024;

    private readonly long? _splitBytes;

    /// <summary>Whether folders inside a folder are read too (as Flink's FileSource does).</summary>
    /// <value>True.</value>
    public bool Recursive { get; init; } = true;

    /// <summary>Bytes of a split; above 0.</summary>
    /// <value>A quarter of each reader's share of all files, within <see cref="SmallestSplitBytes"/> and <see cref="LargestSplitBytes"/>.</value>
    public long? SplitBytes
    {
        get => _splitBytes;
        init
        {
            if (value is { } bytes)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1, nameof(SplitBytes));
            }

            _splitBytes = value;
        }
    }
}
