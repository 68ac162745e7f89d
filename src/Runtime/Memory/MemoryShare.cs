using Flink.Core.Configuration;

namespace Flink.Runtime.Memory;

/// <summary>A part whose size is a fraction of a whole, between a least and a most.</summary>
/// <remarks>
/// Fractions are narrowed to single precision, as Flink's are: sizes must agree to the byte with what a cluster of it reports, and with what one
/// process derives and another one requests.
/// </remarks>
internal sealed class MemoryShare
{
    private readonly ConfigOption<MemorySize> _minOption;
    private readonly ConfigOption<MemorySize> _maxOption;
    private readonly long _min;
    private readonly long _max;
    private readonly double _fraction;

    /// <exception cref="ConfigurationException">The least is above the most.</exception>
    public MemoryShare(
        FlinkConfiguration configuration, ConfigOption<MemorySize> min, ConfigOption<MemorySize> max, ConfigOption<double> fraction)
    {
        (_minOption, _maxOption) = (min, max);
        _min = configuration.Get(min).Bytes;
        _max = configuration.Get(max).Bytes;
        _fraction = (float)configuration.Get(fraction);
        if (_min > _max)
        {
            throw new ConfigurationException($"{min.Key} ({MemoryText.Of(_min)}) is above {max.Key} ({MemoryText.Of(_max)}); lower the one or raise the other");
        }
    }

    /// <summary>The part of a whole that contains it.</summary>
    public long Of(long whole) => Clamp(whole * _fraction);

    /// <summary>The part that belongs to everything else, so that both together have the fraction.</summary>
    public long BesideRest(long rest) => Clamp(rest * (_fraction / (1 - _fraction)));

    /// <summary>Checks what a part has become that was derived as a remainder.</summary>
    /// <exception cref="ConfigurationException">It is outside of the least and the most.</exception>
    public long Check(long bytes, string explanation) => bytes >= _min && bytes <= _max
        ? bytes
        : throw new ConfigurationException(
            $"{explanation} is {MemoryText.Of(bytes)}, outside of {_minOption.Key} ({MemoryText.Of(_min)}) and {_maxOption.Key} ({MemoryText.Of(_max)}); change one of these");

    private long Clamp(double bytes) => bytes >= _max ? _max : Math.Max(_min, (long)bytes);
}
