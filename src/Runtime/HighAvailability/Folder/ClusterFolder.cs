using System.Globalization;
using Flink.Core.FileSystems;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>The shared folder of a cluster (docs/decisions/0014), a step at a time.</summary>
/// <remarks>
/// <code>
/// claims/N        exists: the term N has begun. Created exclusively, empty, never removed while the cluster lives
/// epochs/N/state  all records as they were when the term N began; the term is established once it is there
/// epochs/N/KEY    a record that the term N wrote, or removed
/// epochs/N/leader what the leader says of itself
/// data/N-*        values that are too large for a record, written in the term N
/// blobs/          permanent blobs by job
/// </code>
/// Whoever leads writes only what carries the number of his term, so that two who both think that they lead never write the same file.
/// </remarks>
internal sealed class ClusterFolder(FileSystem files, FilePath root)
{
    public const string StateFile = "state";
    public const string LeaderFile = "leader";

    private readonly FilePath _claims = root.Child("claims");
    private readonly FilePath _epochs = root.Child("epochs");

    public FileSystem Files => files;

    public FilePath Root => root;

    public FilePath Data { get; } = root.Child("data");

    public FilePath Blobs { get; } = root.Child("blobs");

    public FilePath EpochFolder(long epoch) => _epochs.Child(NameOf(epoch));

    /// <summary>The term that began last; 0 before the first.</summary>
    public long HighestClaim() => NumbersIn(_claims).Append(0).Max();

    /// <summary>Begins a term.</summary>
    /// <returns>False when another process has begun it.</returns>
    /// <exception cref="FileSystemException">It failed; the term may have begun nevertheless, and is nobody's.</exception>
    public bool TryClaim(long epoch)
    {
        try
        {
            files.Create(_claims.Child(NameOf(epoch)), CreateMode.New, durable: true).Dispose();
            return true;
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.AlreadyExists)
        {
            return false;
        }
    }

    /// <summary>Whether no later term has begun. Asked after a write, it says that every later term sees the write.</summary>
    public bool IsLatest(long epoch) => !files.Exists(_claims.Child(NameOf(epoch + 1))) && files.Exists(_claims.Child(NameOf(epoch)));

    /// <summary>The latest established term before one; 0 when there is none.</summary>
    public long EstablishedBefore(long epoch) => NumbersIn(_epochs)
        .Where(number => number < epoch && files.Exists(EpochFolder(number).Child(StateFile)))
        .Append(0)
        .Max();

    public byte[]? TryReadLeader(long epoch) => RecordFile.TryRead(files, EpochFolder(epoch).Child(LeaderFile));

    public void WriteLeader(long epoch, LeaderRecord record) =>
        RecordFile.Write(files, EpochFolder(epoch).Child(LeaderFile), record.Encode().Span);

    /// <summary>Removes what terms before an established one wrote and it does not refer to.</summary>
    public void RemoveBefore(long epoch, IReadOnlySet<string> referenced)
    {
        foreach (var number in NumbersIn(_epochs).Where(number => number < epoch).Order())
        {
            files.Delete(EpochFolder(number), recursive: true);
        }

        foreach (var file in ListIfThere(Data))
        {
            if (EpochOfData(file.Path.Name) < epoch && !referenced.Contains(file.Path.Name))
            {
                files.Delete(file.Path, recursive: false);
            }
        }
    }

    /// <summary>Removes everything, the claims last.</summary>
    public void RemoveAll()
    {
        foreach (var folder in (FilePath[])[_epochs, Data, Blobs, _claims])
        {
            files.Delete(folder, recursive: true);
        }
    }

    public string NameOfData(long epoch, long number, string key) => $"{NameOf(epoch)}-{NameOf(number)}-{key}";

    public IReadOnlyList<FileStatus> ListIfThere(FilePath folder)
    {
        try
        {
            return files.List(folder);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound)
        {
            return [];
        }
    }

    private static string NameOf(long number) => number.ToString("D12", CultureInfo.InvariantCulture);

    // A name that is no number is a file that was being written: nothing refers to it, unless its term is still under way.
    private static long EpochOfData(string name) =>
        long.TryParse(name.TrimStart('.').Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? epoch : long.MaxValue;

    private List<long> NumbersIn(FilePath folder)
    {
        var numbers = new List<long>();
        foreach (var entry in ListIfThere(folder))
        {
            if (long.TryParse(entry.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }
}
