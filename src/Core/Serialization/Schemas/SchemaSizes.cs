namespace Flink.Core.Serialization.Schemas;

/// <summary>The least bytes that a value of each type takes, as the counts of collections are checked against.</summary>
internal static class SchemaSizes
{
    /// <summary>More than a struct has that somebody wrote.</summary>
    private const int MostBytes = 1 << 24;

    private const int MostLevels = 256;

    /// <summary>Computes the sizes.</summary>
    /// <returns>One for each type; null when a struct contains itself or is larger than any can be.</returns>
    public static int[]? Of(SchemaNode[] nodes)
    {
        var sizes = new int[nodes.Length];
        for (var place = 0; place < nodes.Length; place++)
        {
            if (!TryMeasure(nodes, sizes, place, 0))
            {
                return null;
            }
        }

        return sizes;
    }

    private static bool TryMeasure(SchemaNode[] nodes, int[] sizes, int place, int level)
    {
        if (sizes[place] != 0)
        {
            return true;
        }

        if (level > MostLevels)
        {
            return false;
        }

        var size = 0L;
        switch (nodes[place])
        {
            case ScalarNode scalar:
                size = scalar.Scalar.MinSize;
                break;
            case EnumNode constants:
                size = constants.Underlying.Size;
                break;
            case RecordNode { IsObject: false } record:
                foreach (var field in record.Fields)
                {
                    if (!TryMeasure(nodes, sizes, field.Node, level + 1))
                    {
                        return false;
                    }

                    size += sizes[field.Node];
                }

                break;
            default:
                size = 1;
                break;
        }

        sizes[place] = (int)Math.Min(size, MostBytes);
        return size < MostBytes;
    }
}
