using System.Globalization;
using Flink.Core;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>A record in a config map, as text that people can read: its bytes, the file that holds them, or the config map that does.</summary>
/// <param name="Inline">The bytes of a small value.</param>
/// <param name="File">Name in the folder of large values.</param>
/// <param name="Length">Bytes of a large value.</param>
/// <param name="Hash">XXH3 of a large value.</param>
/// <param name="Map">Name of a config map that holds this record alone.</param>
internal sealed record RecordValue(byte[]? Inline, string? File = null, long Length = 0, ulong Hash = 0, string? Map = null)
{
    private const string InlineKind = "bytes";
    private const string FileKind = "file";
    private const string MapKind = "configmap";

    public static RecordValue In(string map) => new(null, Map: map);

    public override string ToString() =>
        Inline is not null ? $"{InlineKind} {Convert.ToBase64String(Inline)}"
        : File is not null ? string.Create(CultureInfo.InvariantCulture, $"{FileKind} {File} {Length} {Hash:x16}")
        : $"{MapKind} {Map}";

    /// <exception cref="FlinkException">It is none of these; names it.</exception>
    public static RecordValue Parse(string text, string key, string map)
    {
        var parts = text.Split(' ');
        try
        {
            return (parts[0], parts.Length) switch
            {
                (InlineKind, 2) => new RecordValue(Convert.FromBase64String(parts[1])),
                (FileKind, 4) => new RecordValue(
                    null, parts[1], long.Parse(parts[2], CultureInfo.InvariantCulture), ulong.Parse(parts[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
                (MapKind, 2) => In(parts[1]),
                _ => throw new FormatException($"it begins with '{parts[0]}' and has {parts.Length} parts"),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FlinkException(
                $"The record '{key}' in the config map '{map}' is damaged: {e.Message}. Put back a copy of the config maps, or start the cluster under another 'high-availability.cluster-id' and submit its jobs from their checkpoints.", e);
        }
    }
}
