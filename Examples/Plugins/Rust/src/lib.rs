//! Flags blue pictures. The structs restate moderation_abi.h; no crate is needed: cargo build --release --offline

use std::ffi::c_void;
use std::ptr::{null, null_mut};

type Context = *mut c_void;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    bytes: *const u8,
    count: usize,
}

const fn text(literal: &'static str) -> Text {
    Text { bytes: literal.as_ptr(), count: literal.len() }
}
const NONE: Text = Text { bytes: null(), count: 0 };

#[repr(C)]
pub struct Rectangle(f64, f64, f64, f64);

#[repr(C)]
pub struct Pixels {
    bytes: *const u8,
    byte_count: usize,
    width: u32,
    height: u32,
    stride_bytes: u32,
    channel_order: u32,
    frame_index: u32,
    is_tile: u32,
    original_width: u32,
    original_height: u32,
    original_region: Rectangle,
}

#[repr(C)]
pub struct Finding {
    label: Text,
    sub_label: Text,
    score: f64,
    locations: *const c_void,
    location_count: usize,
    text: Text,
    keywords: *const Text,
    keyword_count: usize,
    list: Text,
    candidates: *const c_void,
    candidate_count: usize,
    details: *const c_void,
    detail_count: usize,
}

#[repr(C)]
#[derive(Default)]
pub struct Tiling {
    from_aspect_ratio: f64,
    minimum_length_pixels: u32,
    maximum_tile_count: u32,
    overlap: f64,
    grid_count: u32,
    cuts_contact_sheets: u32,
    grid_share: f64,
}

#[repr(C)]
#[derive(Default)]
pub struct Wish {
    exact_width: u32,
    exact_height: u32,
    longest_side: u32,
    is_bicubic: u32,
    channel_order: u32,
    crop_width: u32,
    crop_height: u32,
    jpeg_quality: u32,
    oversampling: u32,
    is_tiled: u32,
    tiling: Tiling,
}

#[repr(C)]
pub struct Band {
    label: Text,
    sub_label: Text,
    review_from: f64,
    block_above: f64,
    review_label: Text,
    review_sub_label: Text,
    block_label: Text,
    block_sub_label: Text,
}

#[repr(C)]
pub struct Description {
    id: Text,
    scene: Text,
    model_name: Text,
    model_sha256: Text,
    basis: u32,
    reserved: u32,
    bands: *const Band,
    band_count: usize,
    covers: *const Text,
    covers_count: usize,
    does_not_cover: *const Text,
    does_not_cover_count: usize,
    wish: Wish,
}

#[repr(C)]
pub struct Inspection {
    context: Context,
    report: unsafe extern "C" fn(Context, *const Finding),
    fail: unsafe extern "C" fn(Context, Text, Text),
    is_cancelled: unsafe extern "C" fn(Context) -> u32,
    remaining_nanoseconds: unsafe extern "C" fn(Context) -> i64,
}

#[repr(C)]
pub struct Describing {
    context: Context,
    describe: unsafe extern "C" fn(Context, *const Description),
}

type Extension = unsafe extern "C" fn(Context, Text) -> *const c_void;

#[repr(C)]
pub struct Detector {
    context: Context,
    inspect: unsafe extern "C" fn(Context, *const Pixels, *const Inspection) -> u32,
    extension: Extension,
    destroy: unsafe extern "C" fn(Context),
}

#[repr(C)]
pub struct Plugin {
    context: Context,
    abi_version: u32,
    describe: unsafe extern "C" fn(Context, *const Describing),
    create: unsafe extern "C" fn(Context, Text, Text, Text, *const c_void, *const c_void) -> *const Detector,
    extension: Extension,
}

// The tables are constant, and what they point to is.
unsafe impl Sync for Detector {}
unsafe impl Sync for Plugin {}

const LABEL: Text = text("Blue");

unsafe extern "C" fn inspect(_: Context, pixels: *const Pixels, host: *const Inspection) -> u32 {
    let (pixels, host) = (&*pixels, &*host);
    let all_bytes = std::slice::from_raw_parts(pixels.bytes, pixels.byte_count);
    let (mut blue, mut all) = (0f64, 0f64);
    for row in all_bytes.chunks(pixels.stride_bytes as usize).take(pixels.height as usize) {
        for pixel in row.chunks_exact(3).take(pixels.width as usize) {
            blue += f64::from(pixel[2]);
            all += pixel.iter().map(|&value| f64::from(value)).sum::<f64>();
        }
    }
    let finding = Finding {
        label: LABEL,
        sub_label: NONE,
        score: if all > 0.0 { blue / all } else { 0.0 },
        locations: null(),
        location_count: 0,
        text: NONE,
        keywords: null(),
        keyword_count: 0,
        list: NONE,
        candidates: null(),
        candidate_count: 0,
        details: null(),
        detail_count: 0,
    };
    (host.report)(host.context, &finding);
    0
}

unsafe extern "C" fn describe(_: Context, host: *const Describing) {
    let band = Band {
        label: LABEL,
        sub_label: NONE,
        review_from: 0.4,
        block_above: 0.6,
        review_label: LABEL,
        review_sub_label: NONE,
        block_label: LABEL,
        block_sub_label: NONE,
    };
    let description = Description {
        id: text("blue.rust/1"),
        scene: text("blue"),
        model_name: NONE,
        model_sha256: NONE,
        basis: 1,
        reserved: 0,
        bands: &band,
        band_count: 1,
        covers: null(),
        covers_count: 0,
        does_not_cover: null(),
        does_not_cover_count: 0,
        wish: Wish { longest_side: 64, oversampling: 1, ..Wish::default() },
    };
    ((*host).describe)((*host).context, &description);
}

unsafe extern "C" fn no_extension(_: Context, _: Text) -> *const c_void {
    null()
}

unsafe extern "C" fn destroy(_: Context) {}

static DETECTOR: Detector = Detector { context: null_mut(), inspect, extension: no_extension, destroy };

unsafe extern "C" fn create(
    _: Context, _: Text, _: Text, _: Text, _: *const c_void, _: *const c_void,
) -> *const Detector {
    &DETECTOR
}

static PLUGIN: Plugin =
    Plugin { context: null_mut(), abi_version: 1 << 16, describe, create, extension: no_extension };

#[no_mangle]
pub extern "C" fn moderation_plugin_entry(host_abi_version: u32) -> *const Plugin {
    if host_abi_version >> 16 == 1 {
        &PLUGIN
    } else {
        null()
    }
}
