using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Types;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>The file that says what a checkpoint consists of; the checkpoint is complete when it is there.</summary>
/// <remarks>Names of state files are relative to its folder, so that a checkpoint can be copied elsewhere.</remarks>
internal static class CheckpointMetadata
{
    /// <summary>Its name, Flink's.</summary>
    public const string FileName = "_metadata";

    private const byte None = 0;
    private const byte Inline = 1;
    private const byte File = 2;

    /// <summary>Writes it durably, under its name only when it is whole.</summary>
    public static void Write(JobSnapshot snapshot, FilePath folder, FileSystem fileSystem)
    {
        using var file = fileSystem.CreateAtomic(folder.Child(FileName), CreateMode.New);
        var writer = new BlockFileWriter(file.Stream, BlockFile.MetadataMagic, identity: 0);
        writer.WriteSection(Encode(snapshot).Span);
        writer.WriteEnd();
        file.Commit();
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="Core.FlinkException">It is damaged or no such file; names it.</exception>
    public static JobSnapshot Read(FilePath folder, FileSystem fileSystem)
    {
        var path = folder.Child(FileName);
        using var stream = fileSystem.OpenRead(path);
        var bytes = new BlockFileReader(stream, path, BlockFile.MetadataMagic, identity: 0).ReadToEnd();
        var parser = new SnapshotParser(bytes, $"'{path}'");
        var snapshot = Decode(parser, folder);
        parser.ExpectEnd();
        return snapshot;
    }

    private static ReadOnlyMemory<byte> Encode(JobSnapshot snapshot)
    {
        var target = new SnapshotBuffer();
        target.Write(snapshot.Job.ToString());
        target.Write(snapshot.CheckpointId);
        target.Write(snapshot.Timestamp);
        target.Write(snapshot.Operators.Count);
        foreach (var one in snapshot.Operators.Values.OrderBy(static one => one.Id.ToString(), StringComparer.Ordinal))
        {
            target.Write(one.Id.ToString());
            target.Write(one.Name);
            target.Write(one.MaxParallelism);
            Encode(one.Coordinator, target);
            target.Write(one.Subtasks.Count);
            foreach (var subtask in one.Subtasks)
            {
                target.Write(subtask.IsFinished);
                Encode(subtask.State, target);
            }
        }

        return target.Written;
    }

    private static void Encode(StateHandle? handle, SnapshotBuffer target)
    {
        switch (handle)
        {
            case null:
                target.Write(None);
                return;
            case InlineState inline:
                target.Write(Inline);
                Encode(inline.Shape, target);
                target.Write(inline.Bytes.Span);
                return;
            case FileState file:
                target.Write(File);
                Encode(file.Shape, target);
                target.Write(file.File.Name);
                target.Write(file.Length);
                target.Write(file.FileLength);
                target.Write((long)file.Identity);
                target.Write(file.Section.Offset);
                target.Write(file.Section.Block);
                return;
            default:
                throw new ArgumentException($"There is no way to write a {handle.GetType().Name}.", nameof(handle));
        }
    }

    private static void Encode(StateShape shape, SnapshotBuffer target)
    {
        target.Write(shape.HasOperatorEntries);
        target.Write(shape.KeyGroups.Start);
        target.Write(shape.KeyGroups.End);
        target.Write(shape.HasUnion);
    }

    private static JobSnapshot Decode(SnapshotParser parser, FilePath folder)
    {
        var job = new JobId(DecodeId(parser));
        var (checkpointId, timestamp) = (parser.ReadLong(), parser.ReadLong());
        var operators = new Dictionary<OperatorId, OperatorState>();
        for (var count = parser.ReadCount(8); count > 0; count--)
        {
            var one = DecodeOperator(parser, folder);
            operators[one.Id] = one;
        }

        return new JobSnapshot { Job = job, CheckpointId = checkpointId, Timestamp = timestamp, Operators = operators, Folder = folder };
    }

    private static OperatorState DecodeOperator(SnapshotParser parser, FilePath folder)
    {
        var id = new OperatorId(DecodeId(parser));
        var (name, maxParallelism, coordinator) = (parser.ReadText(), parser.ReadInt(), DecodeHandle(parser, folder));
        var subtasks = new SubtaskState[parser.ReadCount(2)];
        for (var i = 0; i < subtasks.Length; i++)
        {
            var isFinished = parser.ReadBool();
            subtasks[i] = new SubtaskState(DecodeHandle(parser, folder), isFinished);
        }

        return new OperatorState { Id = id, Name = name, MaxParallelism = maxParallelism, Coordinator = coordinator, Subtasks = subtasks };
    }

    private static StateHandle? DecodeHandle(SnapshotParser parser, FilePath folder) => parser.ReadByte() switch
    {
        None => null,
        Inline => new InlineState(DecodeShape(parser), parser.ReadBytes()),
        File => DecodeFile(parser, folder),
        var other => throw parser.Malformed($"{other} is no kind of state"),
    };

    private static FileState DecodeFile(SnapshotParser parser, FilePath folder)
    {
        var shape = DecodeShape(parser);
        var name = parser.ReadText();
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
        {
            throw parser.Malformed($"'{name}' is no name of a file beside it");
        }

        return new FileState(
            shape,
            parser.ReadLong(),
            folder.Child(name),
            parser.ReadLong(),
            (ulong)parser.ReadLong(),
            new BlockPosition(parser.ReadLong(), parser.ReadLong()));
    }

    private static StateShape DecodeShape(SnapshotParser parser) => new(parser.ReadBool(), new KeyGroupRange(parser.ReadInt(), parser.ReadInt()), parser.ReadBool());

    private static Id128 DecodeId(SnapshotParser parser)
    {
        var text = parser.ReadText();
        return Id128.TryParse(text, out var id) ? id : throw parser.Malformed($"'{text}' is no id");
    }
}
