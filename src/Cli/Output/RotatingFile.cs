using System.Globalization;
using System.Text;

namespace Flink.Cli.Output;

/// <summary>
/// A log file of one process, with a bound: when it is full, or when the process begins, it becomes <c>file.1</c>, that one <c>file.2</c>, and so
/// on; the oldest is deleted. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A line that cannot be written (a full disk) is dropped and counted. The first one is reported on standard error, and once writing works
/// again a line in the file says how many are missing.
/// </remarks>
internal sealed class RotatingFile : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _kept;
    private FileStream? _stream;
    private long _lost;

    /// <param name="path">The file; its folder is made when it is not there.</param>
    /// <param name="maxBytes">When it is full.</param>
    /// <param name="kept">Old files that are kept; 0 keeps none.</param>
    /// <param name="goesOn">Whether to append to what is there, which the same process wrote before it executed itself anew.</param>
    /// <exception cref="IOException">The folder or the file cannot be made.</exception>
    public RotatingFile(string path, long maxBytes, int kept, bool goesOn)
    {
        (_path, _maxBytes, _kept) = (Path.GetFullPath(path), maxBytes, kept);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        if (!goesOn && File.Exists(_path))
        {
            Shift();
        }

        Open();
    }

    /// <summary>Appends a line, and a line feed.</summary>
    /// <returns>What went wrong when this is the first line that is lost; null otherwise.</returns>
    public string? Append(string line)
    {
        lock (_lock)
        {
            try
            {
                if (_stream is null)
                {
                    Open();
                }

                if (_lost > 0)
                {
                    Write(string.Create(CultureInfo.InvariantCulture, $"{_lost} lines are missing here: they could not be written"));
                    _lost = 0;
                }

                Write(line);
                if (_stream!.Length >= _maxBytes)
                {
                    Close();
                    Shift();
                }

                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return _lost++ == 0 ? $"nothing is logged to {_path} until this is cured: {e.Message}" : null;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private void Write(string line)
    {
        // Whole lines in one write, so that a full disk leaves no half one more than needed and readers see lines.
        _stream!.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private void Open() => _stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Shift()
    {
        if (_kept == 0)
        {
            File.Delete(_path);
            return;
        }

        for (var number = _kept - 1; number >= 1; number--)
        {
            if (File.Exists(Numbered(number)))
            {
                File.Move(Numbered(number), Numbered(number + 1), overwrite: true);
            }
        }

        File.Move(_path, Numbered(1), overwrite: true);
    }

    private string Numbered(int number) => string.Create(CultureInfo.InvariantCulture, $"{_path}.{number}");
}
