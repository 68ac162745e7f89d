using System.Reflection;
using Flink.Core.Closures;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Operators;
using Flink.Core.Partitioning;
using Flink.Core.Serialization;

namespace Flink.Core.Graph;

/// <summary>Writes a whole job graph, functions included, and puts it together where it runs.</summary>
/// <remarks>
/// Operators are bytes of their own inside, so that each subtask can put its own copies together
/// (<see cref="JobVertex.ForSubtask"/>) without the rest. The format has a version and a checksum. Safe for concurrent use.
/// </remarks>
public static class JobGraphSerializer
{
    private const uint Magic = 0x474A_4C46; // "FLJG"
    private const byte FormatVersion = 4;
    private const long NoInterval = -1;

    /// <summary>Writes a graph.</summary>
    /// <exception cref="ClosureException">A function, source, sink or partitioner cannot travel; names the operator and what is at fault.</exception>
    public static Closure Write(JobGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var output = new ClosureOutput();
        output.Value(Magic);
        output.Byte(FormatVersion);
        WriteId(output, graph.Id.Value);
        output.Text(graph.Name);
        output.Int64(graph.BufferTimeout.Ticks);
        output.Int64(graph.LatencyInterval?.Ticks ?? NoInterval);
        var assemblies = new HashSet<Assembly>();
        output.Count(graph.Vertices.Count);
        foreach (var vertex in graph.Vertices)
        {
            WriteVertex(output, vertex, assemblies);
        }

        output.Count(graph.Edges.Count);
        foreach (var edge in graph.Edges)
        {
            WriteEdge(output, edge, graph, assemblies);
        }

        output.Count(graph.SlotResources.Count);
        foreach (var (group, resources) in graph.SlotResources.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            WriteResources(output, group, resources);
        }

        output.Count(graph.CachedFiles.Count);
        foreach (var file in graph.CachedFiles)
        {
            WriteFile(output, file);
        }

        return new Closure(ClosureSerializer.Seal(output), assemblies);
    }

    /// <summary>Puts a graph together: new objects at each call.</summary>
    /// <param name="bytes">What <see cref="Write"/> gave.</param>
    /// <param name="types">Where the program's types are found.</param>
    /// <exception cref="CorruptDataException">The bytes were cut or damaged, or are something else.</exception>
    /// <exception cref="ClosureException">A type, method or field is not there, or differs; names the versions of both sides.</exception>
    public static JobGraph Read(ReadOnlyMemory<byte> bytes, TypeResolver types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var input = new ClosureInput(ClosureSerializer.Unseal(bytes, Magic, FormatVersion, "a job graph"));
        var (id, name, timeout) = (new JobId(ReadId(input)), input.Text(), new TimeSpan(input.Int64()));
        var latency = input.Int64();
        var vertices = new JobVertex[input.Count()];
        for (var i = 0; i < vertices.Length; i++)
        {
            vertices[i] = ReadVertex(input, types);
        }

        var edges = new JobEdge[input.Count()];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = ReadEdge(input, types);
        }

        var resources = ReadResources(input);
        var files = new CachedFile[input.Count()];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new CachedFile(input.Text(), FilePath.Parse(input.Text()), input.Byte() != 0, input.Byte() != 0, input.OptionalText());
        }

        return new JobGraph
        {
            Id = id,
            Name = name,
            BufferTimeout = timeout,
            LatencyInterval = latency == NoInterval ? null : new TimeSpan(latency),
            Vertices = vertices,
            Edges = edges,
            SlotResources = resources,
            CachedFiles = files,
        };
    }

    private static void WriteResources(ClosureOutput output, string group, ResourceSpec resources)
    {
        output.Text(group);
        output.Int64((long)(resources.CpuCores * ResourceSpec.PartsOfCore));
        output.Int64(resources.TaskHeapMemory.Bytes);
        output.Int64(resources.TaskOffHeapMemory.Bytes);
        output.Int64(resources.ManagedMemory.Bytes);
    }

    private static Dictionary<string, ResourceSpec> ReadResources(ClosureInput input)
    {
        var resources = new Dictionary<string, ResourceSpec>(StringComparer.Ordinal);
        for (var left = input.Count(); left > 0; left--)
        {
            resources[input.Text()] = new ResourceSpec(
                ReadAmount(input) / ResourceSpec.PartsOfCore, new MemorySize(ReadAmount(input)), new MemorySize(ReadAmount(input)), new MemorySize(ReadAmount(input)));
        }

        return resources;
    }

    private static long ReadAmount(ClosureInput input) => input.Int64() is >= 0 and var amount ? amount : input.Corrupt<long>("an amount is negative");

    private static void WriteFile(ClosureOutput output, CachedFile file)
    {
        output.Text(file.Name);
        output.Text(file.Path.ToString());
        output.Byte((byte)(file.IsExecutable ? 1 : 0));
        output.Byte((byte)(file.IsFolder ? 1 : 0));
        output.OptionalText(file.Hash);
    }

    private static void WriteVertex(ClosureOutput output, JobVertex vertex, HashSet<Assembly> assemblies)
    {
        output.Text(vertex.Name);
        output.Count(vertex.Parallelism);
        output.Count(vertex.MaxParallelism);
        output.Text(vertex.SlotSharingGroup);
        output.Count(vertex.CoLocationGroups.Count);
        foreach (var key in vertex.CoLocationGroups)
        {
            output.Text(key);
        }

        output.Count(vertex.Operators.Count);
        foreach (var node in vertex.Operators)
        {
            WriteId(output, node.Id.Value);
            output.OptionalText(node.Uid);
            output.Text(node.Name);
            WriteCode(output, node.Factory, $"Operator '{node.Name}'", assemblies);
        }

        output.Count(vertex.Chain.Count);
        foreach (var edge in vertex.Chain)
        {
            output.Count(edge.From);
            output.Count(edge.To);
            output.Count(edge.ToInput);
        }

        WriteCode(output, vertex.Chain.Select(edge => edge.Tag).ToArray(), $"The side outputs of vertex '{vertex.Name}'", assemblies);
    }

    private static JobVertex ReadVertex(ClosureInput input, TypeResolver types)
    {
        var (name, parallelism, maxParallelism, group) = (input.Text(), input.Number(), input.Number(), input.Text());
        var coLocation = new string[input.Count()];
        for (var i = 0; i < coLocation.Length; i++)
        {
            coLocation[i] = input.Text();
        }

        var operators = new OperatorNode[input.Count()];
        for (var i = 0; i < operators.Length; i++)
        {
            operators[i] = ReadOperator(input, types);
        }

        var chain = new (int From, int To, int ToInput)[input.Count(3)];
        for (var i = 0; i < chain.Length; i++)
        {
            chain[i] = (input.Number(), input.Number(), input.Number());
        }

        var tags = ReadCode<OutputTag?[]>(input.Blob(), types);
        return new JobVertex
        {
            Name = name,
            Operators = operators,
            Chain = [.. chain.Zip(tags, (edge, tag) => new ChainEdge(edge.From, edge.To, edge.ToInput, tag))],
            Parallelism = parallelism,
            MaxParallelism = maxParallelism,
            SlotSharingGroup = group,
            CoLocationGroups = coLocation,
        };
    }

    // Each operator by itself: whether operators share a task must not decide whether their functions share objects.
    private static OperatorNode ReadOperator(ClosureInput input, TypeResolver types)
    {
        var (id, uid, name, code) = (new OperatorId(ReadId(input)), input.OptionalText(), input.Text(), input.Blob());
        return new OperatorNode { Id = id, Uid = uid, Name = name, Factory = Assemble(), Assemble = Assemble };

        OperatorFactory Assemble() => ReadCode<OperatorFactory>(code, types);
    }

    private static void WriteEdge(ClosureOutput output, JobEdge edge, JobGraph graph, HashSet<Assembly> assemblies)
    {
        WriteId(output, edge.Source.Value);
        output.Count(edge.SourceOperator);
        WriteId(output, edge.Target.Value);
        output.Count(edge.TargetInput);
        output.Byte((byte)edge.Mode);
        object?[] parts = [edge.Partitioner, edge.RecordType, edge.Tag];
        WriteCode(output, parts, $"The {edge.Partitioner.Name} partitioner before '{graph.Vertex(edge.Target).Operators[0].Name}'", assemblies);
    }

    private static JobEdge ReadEdge(ClosureInput input, TypeResolver types)
    {
        var (source, sourceOperator) = (new VertexId(ReadId(input)), input.Number());
        var (target, targetInput, mode) = (new VertexId(ReadId(input)), input.Number(), (ExchangeMode)input.Byte());
        var code = input.Blob();
        return Assemble();

        JobEdge Assemble()
        {
            if (ReadCode<object?[]>(code, types) is not [Partitioner partitioner, Type recordType, var tag])
            {
                throw new CorruptDataException(0, code.Length, "the parts of an edge are not all there");
            }

            return new JobEdge
            {
                Source = source,
                SourceOperator = sourceOperator,
                Tag = (OutputTag?)tag,
                Target = target,
                TargetInput = targetInput,
                Partitioner = partitioner,
                RecordType = recordType,
                Mode = mode,
                Assemble = Assemble,
            };
        }
    }

    private static void WriteCode(ClosureOutput output, object root, string owner, HashSet<Assembly> assemblies)
    {
        var code = ClosureSerializer.Write(root, owner);
        output.Blob(code.Bytes.Span);
        assemblies.UnionWith(code.Assemblies);
    }

    private static T ReadCode<T>(ReadOnlyMemory<byte> code, TypeResolver types)
        where T : class => ClosureSerializer.Read(code, types) as T
            ?? throw new CorruptDataException(0, code.Length, $"it holds no {typeof(T)}");

    private static void WriteId(ClosureOutput output, Id128 id)
    {
        output.Value(id.High);
        output.Value(id.Low);
    }

    private static Id128 ReadId(ClosureInput input) => new(input.Value<ulong>(), input.Value<ulong>());
}
