using System.Text;
using System.Text.Encodings.Web;
using Flink.Core.Configuration;

namespace Flink.Runtime.Configuration;

/// <summary>Options for one process, in a file that only its user can read: how secrets get to a process without being on its command line.</summary>
public static class PropertiesFile
{
    /// <summary>Writes it, private to this user; one that is there is replaced.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is not there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public static void Write(string path, FlinkConfiguration options)
    {
        ArgumentNullException.ThrowIfNull(options);

        var lines = new StringBuilder();
        foreach (var (key, entry) in options.Entries)
        {
            AppendQuoted(lines, key).Append(": ");
            AppendQuoted(lines, entry.Value).Append('\n');
        }

        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(path, how);
        stream.Write(Encoding.UTF8.GetBytes(lines.ToString()));
    }

    // A quoted text of JSON is one of YAML. Without the serializer, which compiles some hundred methods before its first text while a worker waits to be started.
    private static StringBuilder AppendQuoted(StringBuilder lines, string text) => lines.Append('"').Append(JavaScriptEncoder.Default.Encode(text)).Append('"');
}
