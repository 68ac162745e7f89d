namespace Flink.Streaming.Sources;

/// <summary>How a text source reads lines.</summary>
public record LineOptions
{
    /// <summary>The default of <see cref="MaxLineBytes"/>: 64 MB.</summary>
    public const int DefaultMaxLineBytes = 64 * 1024 * 1024;

    /// <summary>The largest value of <see cref="MaxLineBytes"/>: 1 GB, so that a line fits into an array.</summary>
    public const int LargestMaxLineBytes = 1024 * 1024 * 1024;

    private readonly int _maxLineBytes = DefaultMaxLineBytes;

    /// <summary>Most bytes of a line without its end, from 1 to <see cref="LargestMaxLineBytes"/>; a longer one fails the job. Bounds the memory of a reader to about three times this.</summary>
    public int MaxLineBytes
    {
        get => _maxLineBytes;
        init
        {
            if (value is < 1 or > LargestMaxLineBytes)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(MaxLineBytes), value, $"The limit of a line is between 1 and {LargestMaxLineBytes} bytes.");
            }

            _maxLineBytes = value;
        }
    }

    /// <summary>What happens to bytes that are not UTF-8.</summary>
    /// <value><see cref="InvalidUtf8.Fail"/>.</value>
    public InvalidUtf8 InvalidUtf8 { get; init; } = InvalidUtf8.Fail;
}
