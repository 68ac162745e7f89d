using System.Globalization;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>Sizes as Hadoop writes them: bytes, or with one of its letters.</summary>
internal static class HadoopSizes
{
    /// <exception cref="Core.FlinkException">The text is no size.</exception>
    public static long Parse(string key, string text, HadoopConfiguration hadoop)
    {
        var shift = char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            't' => 40,
            _ => 0,
        };
        var digits = shift == 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : throw hadoop.Wrong(key, text, "a size such as 134217728 or 128m");
    }
}
