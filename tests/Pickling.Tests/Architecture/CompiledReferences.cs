using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Pickling.Tests.Architecture;

/// <summary>
/// Which types and members each type of an assembly uses: in base types, interfaces, fields, signatures, attributes'
/// constructors and the instructions of its methods. Nested and generated types count as their outermost type.
/// </summary>
internal sealed class CompiledReferences
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF, code => code.OperandType);

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly NameProvider _names;
    private string _current = "";

    private CompiledReferences(PEReader file)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _names = new NameProvider(this);
    }

    /// <summary>From a type to a type that it uses, by full name.</summary>
    public HashSet<(string From, string To)> Types { get; } = [];

    /// <summary>From a type to a method or field that it uses.</summary>
    public HashSet<(string From, string To)> Members { get; } = [];

    /// <summary>The outermost types that the assembly defines.</summary>
    public HashSet<string> Defined { get; } = [];

    /// <summary>Static fields that are neither readonly nor constants nor the compiler's own caches.</summary>
    public List<string> MutableStatics { get; } = [];

    /// <summary>Reads an assembly.</summary>
    public static CompiledReferences Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var references = new CompiledReferences(file);
        foreach (TypeDefinitionHandle handle in references._metadata.TypeDefinitions)
        {
            references.ReadType(handle);
        }

        return references;
    }

    private void ReadType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        _current = OutermostName(handle);
        Defined.Add(_current);
        Use(type.BaseType);
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            Use(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (GenericParameterHandle parameter in type.GetGenericParameters())
        {
            UseConstraints(parameter);
        }

        foreach (CustomAttributeHandle attribute in type.GetCustomAttributes())
        {
            Use(_metadata.GetCustomAttribute(attribute).Constructor);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            ReadField(type, _metadata.GetFieldDefinition(field));
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            ReadMethod(_metadata.GetMethodDefinition(method));
        }
    }

    private void ReadField(TypeDefinition type, FieldDefinition field)
    {
        field.DecodeSignature(_names, null);
        bool generated = _metadata.GetString(type.Name).Contains('<', StringComparison.Ordinal)
            || _metadata.GetString(field.Name).Contains('<', StringComparison.Ordinal);
        if ((field.Attributes & (FieldAttributes.Static | FieldAttributes.InitOnly | FieldAttributes.Literal)) == FieldAttributes.Static && !generated)
        {
            MutableStatics.Add($"{_current}.{_metadata.GetString(field.Name)}");
        }
    }

    private void ReadMethod(MethodDefinition method)
    {
        method.DecodeSignature(_names, null);
        foreach (GenericParameterHandle parameter in method.GetGenericParameters())
        {
            UseConstraints(parameter);
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null);
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Use(region.CatchType);
        }

        ReadInstructions(body.GetILReader());
    }

    private void ReadInstructions(BlobReader code)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE)
            {
                value = 0xFE00 | code.ReadByte();
            }

            switch (Operands[value])
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.ReadByte();
                    break;
                case OperandType.InlineVar:
                    code.ReadUInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.ReadUInt64();
                    break;
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    Use(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                default:
                    code.ReadInt32();
                    break;
            }
        }
    }

    private void UseConstraints(GenericParameterHandle handle)
    {
        foreach (GenericParameterConstraintHandle constraint in _metadata.GetGenericParameter(handle).GetConstraints())
        {
            Use(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Use(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                UseType(OutermostName((TypeDefinitionHandle)handle));
                break;
            case HandleKind.TypeReference:
                UseType(OutermostName((TypeReferenceHandle)handle));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(_names, null);
                Use(specification.Method);
                break;
            case HandleKind.MethodDefinition:
                UseType(OutermostName(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.FieldDefinition:
                UseType(OutermostName(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()));
                break;
            case HandleKind.MemberReference:
                UseMember(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
        }
    }

    private void UseMember(MemberReference member)
    {
        Use(member.Parent);
        if (member.Parent.Kind == HandleKind.TypeReference)
        {
            Members.Add((_current, $"{OutermostName((TypeReferenceHandle)member.Parent)}.{_metadata.GetString(member.Name)}"));
        }

        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(_names, null);
        }
        else
        {
            member.DecodeFieldSignature(_names, null);
        }
    }

    private void UseType(string name) => Types.Add((_current, name));

    private string OutermostName(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = _metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return FullName(type.Namespace, type.Name);
    }

    private string OutermostName(TypeReferenceHandle handle)
    {
        TypeReference type = _metadata.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return FullName(type.Namespace, type.Name);
    }

    private string FullName(StringHandle space, StringHandle name)
    {
        string simple = _metadata.GetString(name);
        int arity = simple.IndexOf('`', StringComparison.Ordinal);
        simple = arity < 0 ? simple : simple[..arity];
        return space.IsNil ? simple : _metadata.GetString(space) + "." + simple;
    }

    /// <summary>Sees every type that a signature names; what it returns does not matter.</summary>
    private sealed class NameProvider(CompiledReferences references) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            references.UseType(references.OutermostName(handle));
            return true;
        }

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            references.UseType(references.OutermostName(handle));
            return true;
        }

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetArrayType(bool elementType, ArrayShape shape) => true;

        public bool GetByReferenceType(bool elementType) => true;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

        public bool GetGenericMethodParameter(object? genericContext, int index) => true;

        public bool GetGenericTypeParameter(object? genericContext, int index) => true;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

        public bool GetPinnedType(bool elementType) => true;

        public bool GetPointerType(bool elementType) => true;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

        public bool GetSZArrayType(bool elementType) => true;
    }
}
